package dev.doorward.cli;

import dev.doorward.db.PostgresPrograms;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where PostgreSQL's own programs are, for commands that run them. */
final class PostgresBin {
    private static final String VARIABLE = "DOORWARD_POSTGRES_BIN";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--postgres-bin",
            paramLabel = "DIR",
            description = "Where pg_dump and psql are, which must not be older than the server. Default: " + VARIABLE
                    + ", or wherever the system finds them. Used with --database-url only.")
    private Path folder;

    PostgresPrograms programs() {
        return new PostgresPrograms(Optional.ofNullable(folder)
                .or(() -> Optional.ofNullable(
                                Invocation.of(command).environment().get(VARIABLE))
                        .map(Path::of)));
    }
}
