package dev.doorward;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings as text, and how text becomes a number, a duration, an address. What is not set has its fallback. */
public final class SettingValues {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d)");

    private final Map<Setting, String> values;

    SettingValues(Map<Setting, String> values) {
        this.values = values;
    }

    Map<Setting, String> with(Map<Setting, String> others) {
        Map<Setting, String> all = new EnumMap<>(Setting.class);
        all.putAll(values);
        all.putAll(others);
        return all;
    }

    boolean has(Setting setting) {
        return values.containsKey(setting);
    }

    String text(Setting setting) {
        return values.getOrDefault(setting, setting.fallback());
    }

    /** The text, unless it is empty. */
    Optional<String> given(Setting setting) {
        return Optional.of(text(setting)).filter(text -> !text.isEmpty());
    }

    /** A number, unless the text is empty. */
    OptionalInt number(Setting setting, int least, int most) {
        return text(setting).isEmpty() ? OptionalInt.empty() : OptionalInt.of(required(setting, least, most));
    }

    /** A number. */
    int required(Setting setting, int least, int most) {
        try {
            int number = Integer.parseInt(text(setting));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Not a number: refused below like one that is out of range.
        }
        throw invalid(setting, "must be a number from " + least + " to " + most);
    }

    boolean flag(Setting setting) {
        return switch (text(setting)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(setting, "must be true or false");
        };
    }

    Duration duration(Setting setting) {
        return parseDuration(text(setting))
                .orElseThrow(() -> invalid(setting, "must be a duration such as " + setting.fallback()));
    }

    /** Reads a duration such as {@code 500ms}, {@code 3s}, {@code 15m}, {@code 12h} or {@code 30d}; 0 needs no unit. */
    public static Optional<Duration> parseDuration(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    /** A numeric address of this machine. */
    String address(Setting setting) {
        try {
            return InetAddress.getByName(text(setting)).getHostAddress();
        } catch (UnknownHostException _) {
            throw invalid(setting, "is not an address of this machine");
        }
    }

    InvalidSetting invalid(Setting setting, String rule) {
        String value = setting.secret() ? "" : " (it is '" + text(setting) + "')";
        return new InvalidSetting(setting.key() + ": " + rule + value);
    }
}
