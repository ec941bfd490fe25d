package dev.doorward.credentials;

import dev.doorward.db.Tx;
import dev.doorward.errors.ApiError;
import dev.doorward.errors.ErrorType;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peppers that this instance holds, and their part in the database: which exist, and which is current.
 *
 * <p>A pepper is distributed to every instance first and made current afterwards. An instance that lacks one the database
 * names answers 503 and never "unknown key"; it reads its source again first, so that a file that was extended counts
 * without a restart.
 */
public final class Peppers {
    private static final Logger LOG = LoggerFactory.getLogger(Peppers.class);

    private final Supplier<String> source;
    private volatile Held held;
    private volatile Optional<Instant> allHeldAsOf = Optional.empty();

    /** What was read from the source at one time, by number and the newest first. */
    private record Held(NavigableMap<Integer, Pepper> byNumber, List<Pepper> newestFirst) {
        private Held(NavigableMap<Integer, Pepper> byNumber) {
            this(byNumber, List.copyOf(byNumber.descendingMap().values()));
        }
    }

    /**
     * @param source the text of the peppers, each {@code NUMBER:BASE64URL}, separated by white space or commas
     * @throws IllegalArgumentException with one line for the operator when the text is wrong
     */
    public Peppers(Supplier<String> source) {
        this.source = source;
        this.held = new Held(parse(source.get()));
    }

    /** Throws {@link IllegalArgumentException} with one line for the operator unless the text is one or more peppers. */
    public static void requireForm(String text) {
        parse(text);
    }

    private static NavigableMap<Integer, Pepper> parse(String text) {
        NavigableMap<Integer, Pepper> peppers = new TreeMap<>();
        for (String line : text.strip().split("[\\s,]+")) {
            Pepper pepper = Pepper.parse(line)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "pepper: expected NUMBER:SECRET, as 'doorward pepper new' prints"));
            if (peppers.put(pepper.number(), pepper) != null) {
                throw new IllegalArgumentException("pepper: number " + pepper.number() + " is given twice");
            }
        }
        return peppers;
    }

    /** Every pepper held, the newest first: the order in which a presented secret is tried. The same list until they are read again. */
    public List<Pepper> held() {
        return held.newestFirst();
    }

    /** The newest pepper held: the current one, but while the next is being handed out. */
    public Pepper newest() {
        return held.newestFirst().getFirst();
    }

    /** The check value of every pepper held, by number. */
    public Map<Integer, byte[]> checkValues() {
        return held.newestFirst().stream().collect(Collectors.toMap(Pepper::number, Pepper::checkValue));
    }

    /** The pepper of that number, if this instance holds it. */
    public Optional<Pepper> held(int number) {
        return Optional.ofNullable(held.byNumber().get(number));
    }

    /** The pepper to make new digests with. Throws 503 when this instance lacks it or holds a wrong one. */
    public Pepper current(Tx tx) {
        return tx.once(
                this,
                () -> required(
                        PepperSql.current(tx).orElseThrow(() -> new IllegalStateException("no pepper is current"))));
    }

    /** A digest or a journal row made with a wrong pepper could never be recognised again. */
    private Pepper required(PepperSql.Registered registered) {
        return right(registered)
                .or(() -> reread().right(registered))
                .orElseThrow(() -> held(registered.number()).isEmpty()
                        ? missing(registered.number())
                        : unavailable("This instance holds a wrong pepper " + registered.number() + "."));
    }

    private Optional<Pepper> right(PepperSql.Registered registered) {
        return held(registered.number()).filter(pepper -> isRight(registered, pepper));
    }

    /** The pepper of that number. Throws 503 when this instance lacks it. */
    public Pepper required(int number) {
        return held(number).or(() -> reread().held(number)).orElseThrow(() -> missing(number));
    }

    /** Throws 503 unless this instance holds every pepper that the database names, and each is the right one. */
    public void requireAll(Tx tx) {
        for (PepperSql.Registered registered : PepperSql.list(tx)) {
            if (registered.retiredAt() == null) {
                required(registered);
            }
        }
    }

    /**
     * The same, without asking the database when no pepper was registered since it was asked last.
     *
     * @param newest when the newest of the database's peppers was registered
     */
    public void requireAll(Tx tx, Instant newest) {
        if (!allHeldAsOf.equals(Optional.of(newest))) {
            requireAll(tx);
            allHeldAsOf = Optional.of(newest);
        }
    }

    private Peppers reread() {
        try {
            held = new Held(parse(source.get()));
            allHeldAsOf = Optional.empty();
        } catch (RuntimeException e) {
            LOG.error("the peppers cannot be read again: {}", e.getMessage());
        }
        return this;
    }

    /** One line for the operator for each pepper of the database that is missing here or wrong; empty when all is well. */
    public List<String> problems(Tx tx) {
        return PepperSql.list(tx).stream()
                .filter(registered -> registered.retiredAt() == null)
                .filter(registered -> right(registered).isEmpty())
                .map(registered -> held(registered.number()).isPresent()
                        ? "pepper " + registered.number() + " is not the one that this database was made with"
                        : "pepper " + registered.number() + " is missing, and the database needs it")
                .toList();
    }

    /** A pepper as the operator sees it: known to the database, held by this instance, or both. */
    public record Known(int number, boolean current, boolean held, Instant addedAt, Instant retiredAt) {}

    /** Every pepper that the database knows or that is held here, by number. */
    public List<Known> list(Tx tx) {
        int current = PepperSql.current(tx).map(PepperSql.Registered::number).orElse(0);
        NavigableMap<Integer, Known> known = new TreeMap<>();
        held.byNumber().keySet().forEach(number -> known.put(number, new Known(number, false, true, null, null)));
        PepperSql.list(tx)
                .forEach(row -> known.put(
                        row.number(),
                        new Known(
                                row.number(),
                                row.number() == current,
                                held.byNumber().containsKey(row.number()),
                                row.addedAt(),
                                row.retiredAt())));
        return List.copyOf(known.values());
    }

    /** The number for a new pepper: greater than any that the database knows or that is held here. */
    public int nextNumber(Tx tx) {
        return list(tx).getLast().number() + 1;
    }

    /** Registers the newest pepper held as the first of a new database. */
    public void registerFirst(Tx tx) {
        Pepper pepper = newest();
        PepperSql.insert(tx, pepper);
        PepperSql.makeCurrent(tx, pepper.number());
    }

    /** Makes a pepper current: new digests use it, older ones go on with theirs. */
    public void use(Tx tx, int number) {
        Pepper pepper = required(number);
        Optional<PepperSql.Registered> registered = PepperSql.list(tx).stream()
                .filter(row -> row.number() == number)
                .findFirst();
        if (registered.isPresent() && !isRight(registered.get(), pepper)) {
            throw ApiError.invalid("pepper " + number + " is not the one that the database knows by this number.");
        }
        if (registered.isPresent() && registered.get().retiredAt() != null) {
            throw ApiError.invalid("pepper " + number + " is retired.");
        }
        if (registered.isEmpty()) {
            PepperSql.insert(tx, pepper);
        }
        PepperSql.makeCurrent(tx, number);
    }

    /**
     * Retires a pepper on which nothing depends any more: no key, no open invite, no stored answer, no journal row. Called
     * with every organization locked: a key that is being made with it would be missed otherwise.
     */
    public void retire(Tx tx, int number) {
        if (PepperSql.current(tx).filter(current -> current.number() == number).isPresent()) {
            throw ApiError.invalid("pepper " + number + " is current: make another one current first.");
        }
        List<String> dependents = PepperSql.dependents(tx, number);
        if (!dependents.isEmpty()) {
            throw ApiError.invalid("pepper " + number + " is still needed by " + String.join(", ", dependents) + ".");
        }
        if (PepperSql.retire(tx, number) == 0) {
            throw ApiError.notFound("There is no pepper " + number + " to retire.");
        }
    }

    private static boolean isRight(PepperSql.Registered registered, Pepper pepper) {
        return MessageDigest.isEqual(registered.checkValue(), pepper.checkValue());
    }

    private static ApiError missing(int number) {
        return unavailable("This instance lacks pepper " + number + ", which the database names.");
    }

    private static ApiError unavailable(String message) {
        return ApiError.of(ErrorType.UNAVAILABLE, message).retryAfter(Duration.ofSeconds(5));
    }
}
