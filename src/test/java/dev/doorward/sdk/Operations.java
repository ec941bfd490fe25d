package dev.doorward.sdk;

import com.anthropic.core.JsonField;
import com.anthropic.core.JsonMissing;
import com.anthropic.core.RequestOptions;
import com.anthropic.services.blocking.OrganizationService;
import dev.doorward.Canary;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Everything that the SDK's {@code organization()} can do, found by reflection, so that a new SDK shows what is new. */
final class Operations {
    private Operations() {}

    /**
     * One operation, in all its overloads: they all end in the one method that takes parameters and options.
     *
     * @param name the path of services and the method, such as {@code workspaces.members.add}
     */
    record Operation(String name, Object service, Method method) {
        /** Calls it with parameters that mean nothing, and throws what the SDK throws. */
        void callWithAnything() {
            Operations.call(service, method, anything(method.getParameterTypes()[0]), RequestOptions.none());
        }
    }

    /** Every operation of the service and of the services that it leads to, sorted by name. */
    static List<Operation> of(OrganizationService service) {
        List<Operation> found = new ArrayList<>();
        collect(OrganizationService.class, service, "", found);
        found.sort(Comparator.comparing(Operation::name));
        return found;
    }

    private static void collect(Class<?> type, Object service, String path, List<Operation> found) {
        for (Method method : type.getMethods()) {
            if (leadsToService(method)) {
                collect(method.getReturnType(), call(service, method), path + method.getName() + ".", found);
            } else if (isOperation(method)) {
                found.add(new Operation(path + method.getName(), service, method));
            }
        }
    }

    private static boolean leadsToService(Method method) {
        return method.getParameterCount() == 0
                && method.getReturnType().getSimpleName().endsWith("Service");
    }

    private static boolean isOperation(Method method) {
        return Modifier.isAbstract(method.getModifiers())
                && method.getParameterCount() == 2
                && method.getParameterTypes()[1] == RequestOptions.class;
    }

    /** The same service, which tells the name of each operation that is called on it or on a service that it leads to. */
    static OrganizationService recorded(OrganizationService service, Consumer<String> called) {
        return (OrganizationService) recorded(OrganizationService.class, service, "", called);
    }

    private static Object recorded(Class<?> type, Object service, String path, Consumer<String> called) {
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (Object _, Method method, Object[] arguments) -> {
                    String name = path + method.getName();
                    Object result = call(service, method, arguments == null ? new Object[0] : arguments);
                    if (leadsToService(method)) {
                        return recorded(method.getReturnType(), result, name + ".", called);
                    }
                    called.accept(name);
                    Canary.run().look("the SDK's answer to " + name, String.valueOf(result));
                    return result;
                });
    }

    /** Parameters with every text set to {@code x}, every field of the body left out, and the rest as the builder has it. */
    private static Object anything(Class<?> parameters) {
        Object builder = call(null, method(parameters, "builder"));
        for (Method setter : builder.getClass().getMethods()) {
            if (setter.getParameterCount() == 1 && setter.getReturnType() == builder.getClass()) {
                value(setter.getParameterTypes()[0]).ifPresent(value -> call(builder, setter, value));
            }
        }
        return call(builder, method(builder.getClass(), "build"));
    }

    private static Optional<Object> value(Class<?> type) {
        if (type == String.class) {
            return Optional.of("x");
        }
        if (type == LocalDate.class) {
            return Optional.of(LocalDate.EPOCH);
        }
        if (type == JsonField.class) {
            return Optional.of(JsonMissing.of());
        }
        return Optional.empty();
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == 0)
                .findFirst()
                .orElseThrow();
    }

    private static Object call(Object target, Method method, Object... arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
