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
     * @throws Settings.Invalid for the first setting that cannot be used
     */
    public static Settings load(Map<Setting, String> flags, Map<String, String> environment, Optional<Path> config) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        values.putAll(flags);
        for (Setting setting : Setting.values()) {
            fromEnvironment(setting, environment).ifPresent(value -> values.putIfAbsent(setting, value));
        }
        Path folder = Path.of(values.getOrDefault(Setting.DATA, Setting.DATA.fallback()));
        Optional<Path> named = config.or(
                () -> Optional.ofNullable(environment.get(CONFIG_VARIABLE)).map(Path::of));
        Path file = named.orElse(folder.resolve(CONFIG_IN_FOLDER));
        if (named.isPresent() || Files.exists(file)) {
            fromFile(file).forEach(values::putIfAbsent);
        }
        return new Settings(values);
    }

    private static Optional<String> fromEnvironment(Setting setting, Map<String, String> environment) {
        String value = environment.get(setting.variable());
        String file = environment.get(setting.variable() + "_FILE");
        if (value != null && file != null) {
            throw new Settings.Invalid(setting.variable() + " and " + setting.variable() + "_FILE are both set");
        }
        if (file == null) {
            return Optional.ofNullable(value);
        }
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException _) {
            throw new Settings.Invalid(setting.variable() + "_FILE: cannot read " + file);
        }
    }

    private static Map<Setting, String> fromFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException _) {
            throw new Settings.Invalid("cannot read the properties file " + file);
        }
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (String key : properties.stringPropertyNames()) {
            Setting setting = Setting.ofKey(key)
                    .orElseThrow(() -> new Settings.Invalid(file + ": there is no setting '" + key + "'"));
            values.put(setting, properties.getProperty(key).strip());
        }
        return values;
    }
}
