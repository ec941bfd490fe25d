package dev.doorward.cli;

import dev.doorward.Setting;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options that stand for settings, made from {@link Setting}. A secret setting never becomes one: every user of a
 * machine can read its command lines.
 */
final class SettingOptions {
    /** What {@link Installation} has options for. */
    private static final Set<Setting> PLACE = EnumSet.of(Setting.DATA, Setting.DATABASE_URL);

    /** What a first organization is made from. */
    private static final Set<Setting> FOUNDING = EnumSet.of(Setting.ORGANIZATION, Setting.ADMIN_EMAIL);

    private SettingOptions() {}

    /** Every setting: what {@code serve} takes. */
    static final class All implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            return add(command, EnumSet.complementOf(EnumSet.copyOf(PLACE)));
        }
    }

    /** What {@code init} takes. */
    static final class Founding implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            return add(command, FOUNDING);
        }
    }

    /** What {@code demo} takes: it brings its own folder and organization. */
    static final class Demo implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            Set<Setting> settings = EnumSet.complementOf(EnumSet.copyOf(PLACE));
            settings.removeAll(FOUNDING);
            settings.removeAll(Set.of(Setting.DATABASE_USER, Setting.DATABASE_CONNECTIONS));
            return add(command, settings);
        }
    }

    private static CommandSpec add(CommandSpec command, Set<Setting> settings) {
        settings.stream()
                .filter(setting -> !setting.secret())
                .map(SettingOptions::option)
                .forEach(command::addOption);
        return command;
    }

    private static OptionSpec option(Setting setting) {
        String fallback = setting.fallback().isEmpty() ? "" : " Default: " + setting.fallback() + ".";
        return OptionSpec.builder("--" + setting.key())
                .paramLabel(setting.parameter())
                .description(setting.description() + fallback)
                .type(String.class)
                .build();
    }

    /** The settings that the command line gave. */
    static Map<Setting, String> given(CommandSpec command) {
        Map<Setting, String> given = new EnumMap<>(Setting.class);
        Arrays.stream(Setting.values())
                .filter(setting -> command.optionsMap().containsKey("--" + setting.key()))
                .forEach(setting -> {
                    String value = command.findOption("--" + setting.key()).getValue();
                    if (value != null) {
                        given.put(setting, value);
                    }
                });
        return given;
    }
}
