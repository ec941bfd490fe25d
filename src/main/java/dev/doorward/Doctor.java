package dev.doorward;

import dev.doorward.access.RestoreMarkSql;
import dev.doorward.credentials.Peppers;
import dev.doorward.db.Db;
import dev.doorward.db.DbException;
import dev.doorward.db.Finding;
import dev.doorward.db.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Looks at an installation part by part, each by itself, so that one that is broken does not hide the others. */
public final class Doctor {
    private static final long MEGABYTE = 1 << 20;
    private static final long LEAST_FREE = 100 * MEGABYTE;
    private static final long LITTLE_FREE = 1_024 * MEGABYTE;

    private final Settings settings;
    private final DataFolder folder;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final List<Finding> findings = new ArrayList<>();

    private Doctor(Settings settings, InstantSource clock, RandomGenerator random) {
        this.settings = settings;
        this.folder = new DataFolder(settings.data());
        this.clock = clock;
        this.random = random;
    }

    /** One line for each part. */
    public static List<Finding> look(Settings settings, InstantSource clock, RandomGenerator random) {
        Doctor doctor = new Doctor(settings, clock, random);
        doctor.settings();
        doctor.folder();
        doctor.database(doctor.peppers());
        return doctor.findings;
    }

    private void settings() {
        Arrays.stream(Setting.values()).filter(settings::isSet).forEach(setting -> {
            String value = settings.shown(setting);
            findings.add(Finding.ok("setting " + setting.key() + " = " + value));
        });
        findings.add(Finding.ok("every other setting has its default"));
    }

    private void folder() {
        Path path = folder.path();
        boolean embedded = settings.database().isEmpty();
        if (!Files.isDirectory(path)) {
            findings.add(
                    embedded
                            ? Finding.problem("there is no data folder " + path)
                            : Finding.ok("no data folder " + path + ", and none is needed"));
            return;
        }
        attempt("the data folder", () -> {
            folder.requireOwn();
            return Finding.ok("data folder " + path);
        });
        onlyOwner(path);
        if (folder.hasPepper()) {
            onlyOwner(path.resolve("pepper"));
        }
        attempt("free space", () -> free(path));
    }

    private void onlyOwner(Path path) {
        attempt(path.toString(), () -> {
            try {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
                boolean others = permissions.stream()
                        .anyMatch(permission -> !permission.name().startsWith("OWNER"));
                return others
                        ? Finding.warning(path + " can be read by other users of this machine: chmod go= " + path)
                        : Finding.ok(path + " is for its owner only");
            } catch (IOException e) {
                throw new DataFolder.Unusable(e.getMessage());
            }
        });
    }

    private static Finding free(Path path) {
        try {
            long free = Files.getFileStore(path).getUsableSpace();
            String text = free / MEGABYTE + " MiB are free in " + path;
            if (free < LEAST_FREE) {
                return Finding.problem(text);
            }
            return free < LITTLE_FREE ? Finding.warning(text) : Finding.ok(text);
        } catch (IOException e) {
            throw new DataFolder.Unusable(e.getMessage());
        }
    }

    private Optional<Peppers> peppers() {
        try {
            Peppers peppers = new Peppers(folder.peppers(settings));
            findings.add(Finding.ok("peppers held: " + peppers.checkValues().keySet()));
            return Optional.of(peppers);
        } catch (RuntimeException e) {
            findings.add(Finding.problem("pepper: " + e.getMessage()));
            return Optional.empty();
        }
    }

    private void database(Optional<Peppers> peppers) {
        if (settings.database().isEmpty() && !folder.inUse()) {
            findings.add(Finding.problem("there is no database in " + folder.path()));
            return;
        }
        Location location = settings.database().isPresent()
                ? settings.database().get()
                : new Location.Folder(settings.data(), Location.Opener.COMMAND);
        try (Db db = new Db(location, clock, random)) {
            attemptAll("database", db::setup);
            attempt("schema", () -> {
                db.requireSchema();
                return Finding.ok("the schema is one that this version can work with");
            });
            attempt("mark", () -> mark(db));
            attempt("clock", () -> clock(db));
            peppers.ifPresent(held -> attemptAll("pepper", () -> peppers(db, held)));
        } catch (DbException e) {
            findings.add(Finding.problem("database: " + e.getMessage()));
        }
    }

    private static Finding mark(Db db) {
        return db.read(RestoreMarkSql::find)
                .map(time -> Finding.problem("the database is marked as restored or moved since " + time
                        + ": every credential is refused until 'doorward restore --accept'"))
                .orElse(Finding.ok("the database is not marked as restored"));
    }

    private Finding clock(Db db) {
        Optional<Instant> last = db.lastChange();
        Duration ahead = Duration.between(clock.instant(), last.orElse(Instant.MIN));
        return ahead.isPositive()
                ? Finding.warning("the last change is " + ahead.toMillis() + " ms later than this machine's clock")
                : Finding.ok(
                        "the last change was at " + last.map(Instant::toString).orElse("no time yet"));
    }

    private static List<Finding> peppers(Db db, Peppers peppers) {
        List<String> problems = db.read(peppers::problems);
        return problems.isEmpty()
                ? List.of(Finding.ok("every pepper that the database names is held"))
                : problems.stream().map(Finding::problem).toList();
    }

    private void attempt(String part, Supplier<Finding> look) {
        attemptAll(part, () -> List.of(look.get()));
    }

    private void attemptAll(String part, Supplier<List<Finding>> look) {
        try {
            findings.addAll(look.get());
        } catch (DataFolder.Unusable | DbException e) {
            findings.add(Finding.problem(part + ": " + e.getMessage()));
        }
    }
}
