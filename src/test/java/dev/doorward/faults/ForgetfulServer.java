package dev.doorward.faults;

import dev.doorward.Main;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import org.sqlite.JDBC;

/**
 * The whole program, made to do what it has no setting for: SQLite at {@code synchronous=NORMAL}, with a driver in between
 * that says it were FULL. What it acknowledged is lost when the power fails, and a test that does not see that is blind.
 */
final class ForgetfulServer {
    private ForgetfulServer() {}

    public static void main(String[] arguments) throws SQLException {
        Driver sqlite = DriverManager.getDriver(JDBC.PREFIX);
        DriverManager.deregisterDriver(sqlite);
        DriverManager.registerDriver(new Forgetful(sqlite));
        Main.main(arguments);
    }

    private record Forgetful(Driver sqlite) implements Driver {
        @Override
        public Connection connect(String url, Properties info) throws SQLException {
            Connection real = acceptsURL(url) ? sqlite.connect(url, info) : null;
            return real == null ? null : wrap(Connection.class, real, Forgetful::connection);
        }

        private static Object connection(Method method, Object result, Object[] arguments) {
            return method.getName().equals("createStatement")
                    ? wrap(Statement.class, (Statement) result, (_, same, _) -> same)
                    : result;
        }

        @Override
        public boolean acceptsURL(String url) throws SQLException {
            return sqlite.acceptsURL(url);
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
            return sqlite.getPropertyInfo(url, info);
        }

        @Override
        public int getMajorVersion() {
            return sqlite.getMajorVersion();
        }

        @Override
        public int getMinorVersion() {
            return sqlite.getMinorVersion();
        }

        @Override
        public boolean jdbcCompliant() {
            return sqlite.jdbcCompliant();
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }
    }

    private interface Answer {
        Object of(Method method, Object result, Object[] arguments);
    }

    private static <T> T wrap(Class<T> type, T real, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                ForgetfulServer.class.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof String sql) {
                        arguments[0] = forgetful(sql);
                    }
                    try {
                        return answer.of(method, method.invoke(real, arguments), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static String forgetful(String sql) {
        return switch (sql) {
            case "PRAGMA synchronous = FULL" -> "PRAGMA synchronous = NORMAL";
            case "PRAGMA synchronous" -> "SELECT 2"; // FULL, says who reads it back.
            default -> sql;
        };
    }
}
