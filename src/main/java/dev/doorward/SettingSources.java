package dev.doorward;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Where settings come from, the first that has one: command line, environment, properties file, default. */
public final class SettingSources {
    private static final String CONFIG_VARIABLE = "DOORWARD_CONFIG";
    private static final String CONFIG_IN_FOLDER = "doorward.properties";

    private SettingSources() {}

    /**
     * Reads the settings.
     *
     * @param flags what the command line gave
     * @param environment the environment's variables
     * @param config the properties file that the command line named, if any
     * @throws InvalidSetting for the first setting that cannot be used
     */
    public static Settings load(Map<Setting, String> flags, Map<String, String> environment, Optional<Path> config) {
        Map<Setting, String> values = given(flags, environment);
        Path own = Path.of(values.getOrDefault(Setting.DATA, Setting.DATA.fallback()))
                .resolve(CONFIG_IN_FOLDER);
        return load(values, named(environment, config).or(() -> Optional.of(own).filter(Files::exists)));
    }

    /** Reads the settings of what works on no installation: a properties file counts only when it is named. */
    public static Settings loadWithoutFolder(
            Map<Setting, String> flags, Map<String, String> environment, Optional<Path> config) {
        return load(given(flags, environment), named(environment, config));
    }

    private static Settings load(Map<Setting, String> given, Optional<Path> file) {
        file.map(SettingSources::fromFile).ifPresent(values -> values.forEach(given::putIfAbsent));
        if (given.containsKey(Setting.PEPPER) && given.get(Setting.PEPPER).isBlank()) {
            // Somebody means to hold the pepper elsewhere: it must not be made in the data folder instead.
            throw new InvalidSetting(Setting.PEPPER.key() + ": is set and empty");
        }
        return new Settings(given);
    }

    private static Optional<Path> named(Map<String, String> environment, Optional<Path> config) {
        return config.or(
                () -> Optional.ofNullable(environment.get(CONFIG_VARIABLE)).map(Path::of));
    }

    private static Map<Setting, String> given(Map<Setting, String> flags, Map<String, String> environment) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        values.putAll(flags);
        for (Setting setting : Setting.values()) {
            fromEnvironment(setting, environment).ifPresent(value -> values.putIfAbsent(setting, value));
        }
        return values;
    }

    private static Optional<String> fromEnvironment(Setting setting, Map<String, String> environment) {
        String value = environment.get(setting.variable());
        String file = environment.get(setting.variable() + "_FILE");
        if (value != null && file != null) {
            throw new InvalidSetting(setting.variable() + " and " + setting.variable() + "_FILE are both set");
        }
        if (file == null) {
            return Optional.ofNullable(value);
        }
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException _) {
            throw new InvalidSetting(setting.variable() + "_FILE: cannot read " + file);
        }
    }

    private static Map<Setting, String> fromFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException _) {
            throw new InvalidSetting("cannot read the properties file " + file);
        }
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (String key : properties.stringPropertyNames()) {
            Setting setting = Setting.ofKey(key)
                    .orElseThrow(() -> new InvalidSetting(file + ": there is no setting '" + key + "'"));
            values.put(setting, properties.getProperty(key).strip());
        }
        return values;
    }
}
