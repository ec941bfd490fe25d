package dev.doorward.properties;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Tries each property twenty times as often when {@code -Ddoorward.long=true}. */
final class Sizes implements AroundPropertyHook {
    private static final int FACTOR = 20;

    static boolean isLong() {
        return Boolean.getBoolean("doorward.long");
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS; // From the class that asks for it to its properties.
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        if (isLong()) {
            context.attributes()
                    .tries()
                    .filter(tries -> tries > 1) // An example is tried once.
                    .ifPresent(tries -> context.attributes().setTries(tries * FACTOR));
        }
        return property.execute();
    }
}
