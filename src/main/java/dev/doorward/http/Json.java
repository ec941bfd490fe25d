package dev.doorward.http;

import dev.doorward.errors.ApiError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** JSON as the wire has it: snake case, enums by their wire names, times with six fraction digits and {@code Z}. */
public final class Json {
    private static final int DEPTH = 32;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(MapperFeature.DEFAULT_VIEW_INCLUSION)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .addModule(new SimpleModule().addSerializer(Instant.class, new Time()))
            .build();

    private Json() {}

    /** The text of a value as the newest version of the wire shows it. */
    public static String text(Object value) {
        return writer(ApiVersion.V2026_10_21).writeValueAsString(value);
    }

    /** The text of a value over several lines, for people at a terminal. */
    public static String pretty(Object value) {
        return writer(ApiVersion.V2026_10_21).withDefaultPrettyPrinter().writeValueAsString(value);
    }

    /** A time as the wire shows it, such as {@code 2024-10-30T23:58:27.427722Z}. */
    public static String time(Instant time) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(27);
        digits(text, utc.getYear(), 4).append('-');
        digits(text, utc.getMonthValue(), 2).append('-');
        digits(text, utc.getDayOfMonth(), 2).append('T');
        digits(text, utc.getHour(), 2).append(':');
        digits(text, utc.getMinute(), 2).append(':');
        digits(text, utc.getSecond(), 2).append('.');
        return digits(text, utc.getNano() / 1_000, 6).append('Z').toString();
    }

    /** Digit by digit: a formatter of the JDK takes three times as long, and a long page has thousands of times in it. */
    private static StringBuilder digits(StringBuilder text, int number, int width) {
        int rest = number;
        int start = text.length();
        for (int i = 0; i < width; i++) {
            text.append('0');
        }
        for (int i = start + width - 1; i >= start; i--) {
            text.setCharAt(i, (char) ('0' + rest % 10));
            rest /= 10;
        }
        return text;
    }

    /** A map from text to text that was stored with {@link #text}, in its order. */
    public static Map<String, String> readTexts(String stored) {
        return MAPPER.readValue(stored, new TypeReference<LinkedHashMap<String, String>>() {});
    }

    /**
     * The fields of an object, each as the very text that stands in it: for what was signed as text.
     *
     * @throws IllegalArgumentException when it is not one JSON object
     */
    public static Map<String, String> fields(String object) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = MAPPER.createParser(object)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                fields.put(name, object.substring(start, (int)
                        parser.currentLocation().getCharOffset()));
            }
            require(parser.nextToken() == null);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a JSON object", e);
        }
        return fields;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not a JSON object");
        }
    }

    /** The value of a JSON text that is a string, or null where it is {@code null}. */
    public static String string(String json) {
        try {
            return MAPPER.readValue(json, String.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a JSON string", e);
        }
    }

    /** A value as the given version of the wire shows it, in UTF-8. */
    public static byte[] bytes(Object value, ApiVersion version) {
        return writer(version).writeValueAsBytes(value);
    }

    private static ObjectWriter writer(ApiVersion version) {
        return MAPPER.writerWithView(version.view());
    }

    /**
     * Reads a request's body, whatever its content type says.
     *
     * @throws ApiError 400 when it is not exactly one JSON value in UTF-8, repeats a key, or nests deeper than 32
     */
    static JsonNode parse(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return MAPPER.readTree(text);
        } catch (CharacterCodingException _) {
            throw ApiError.invalid("The body is not valid UTF-8.");
        } catch (StreamConstraintsException _) {
            throw ApiError.invalid(
                    "The body is nested deeper than " + DEPTH + " levels, or a number or name in it is too long.");
        } catch (JacksonException e) {
            throw ApiError.invalid(
                    "The body is not valid JSON: see line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ".");
        }
    }

    private static final class Time extends ValueSerializer<Instant> {
        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(time(value));
        }
    }
}
