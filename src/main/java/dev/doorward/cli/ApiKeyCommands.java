package dev.doorward.cli;

import dev.doorward.App;
import dev.doorward.SettingValues;
import dev.doorward.access.Caller;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.credentials.Minted;
import dev.doorward.errors.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code api-keys}: the keys by which programs reach models. */
@Command(
        name = "api-keys",
        description = "The organization's API keys.",
        subcommands = {ApiKeyCommands.Create.class, ApiKeyCommands.ListAll.class, ApiKeyCommands.Rotate.class})
final class ApiKeyCommands {
    private ApiKeyCommands() {}

    private static String workspaceId(App app, Caller caller, String given) {
        return given.equals("default")
                ? app.db.read(tx -> app.workspaces.getDefault(tx, caller).id())
                : given;
    }

    @Command(name = "create", description = "Makes an API key. Its secret is shown once, alone on standard output.")
    static final class Create implements Runnable {
        @Mixin
        private InOrganization organization;

        @Option(
                names = "--workspace",
                required = true,
                paramLabel = "ID",
                description = "The workspace that the key counts in; 'default' for the default one.")
        private String workspace;

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "The key's name.")
        private String name;

        @Option(names = "--created-by", paramLabel = "USER", description = "The id of the member whom the key names.")
        private Optional<String> createdBy;

        @Option(
                names = "--expires-in",
                paramLabel = "DURATION",
                converter = Lifetime.class,
                description = "How long the key lives, such as 30d or 12h. Default: it does not expire.")
        private Optional<Duration> expiresIn;

        @Mixin
        private Output output;

        @Override
        public void run() {
            organization.work((app, caller) -> {
                Minted<ApiKey> minted = app.apiKeys.create(
                        caller,
                        new ApiKey.Create(
                                Optional.of(workspaceId(app, caller, workspace)),
                                name,
                                createdBy,
                                expiresIn.map(later(app))));
                output.showOnce(
                        minted,
                        "API key " + minted.key().id() + " in workspace "
                                + minted.key().scope().workspaceId() + ". Its secret is shown this once:");
            });
        }
    }

    @Command(name = "list", description = "Lists the API keys, whatever their status, the newest first.")
    static final class ListAll implements Runnable {
        @Mixin
        private InOrganization organization;

        @Option(
                names = "--workspace",
                paramLabel = "ID",
                description = "Only keys of this workspace; 'default' for the default one.")
        private Optional<String> workspace;

        @Option(
                names = "--status",
                paramLabel = "STATUS",
                description = "Only keys of this status: ${COMPLETION-CANDIDATES}.")
        private Optional<ApiKey.Status> status;

        @Mixin
        private Output output;

        @Override
        public void run() {
            Table<ApiKey> table = new Table<ApiKey>()
                    .column("ID", ApiKey::id)
                    .column("NAME", ApiKey::name)
                    .column("STATUS", ApiKey::status)
                    .column("WORKSPACE", key -> key.scope().workspaceId())
                    .column("KEY", ApiKey::partialKeyHint)
                    .column("CREATED", ApiKey::createdAt)
                    .column("EXPIRES", ApiKey::expiresAt);
            organization.work((app, caller) -> {
                ApiKey.Filter filter = new ApiKey.Filter(
                        status, workspace.map(given -> workspaceId(app, caller, given)), Optional.empty());
                output.list(app.db, table, (tx, cursor) -> app.apiKeys.list(tx, caller, filter, cursor));
            });
        }
    }

    @Command(
            name = "rotate",
            description =
                    "Makes a new key with the name and workspace of an active one, which ends after the overlap. The"
                            + " new secret is shown once, alone on standard output.")
    static final class Rotate implements Runnable {
        @Mixin
        private InOrganization organization;

        @Parameters(paramLabel = "ID", description = "The old key's id.")
        private String id;

        @Option(
                names = "--overlap",
                required = true,
                paramLabel = "DURATION",
                converter = Lifetime.class,
                description = "How long the old key goes on, such as 1h, at most 7d; 0 ends it at once.")
        private Duration overlap;

        @Option(
                names = "--expires-in",
                paramLabel = "DURATION",
                converter = Lifetime.class,
                description = "How long the new key lives. Default: it does not expire.")
        private Optional<Duration> expiresIn;

        @Mixin
        private Output output;

        @Override
        public void run() {
            if (overlap.compareTo(ApiKey.Rotate.LONGEST_OVERLAP) > 0) {
                throw ApiError.invalid("--overlap: must be at most " + ApiKey.Rotate.LONGEST_OVERLAP.toDays() + "d.");
            }
            organization.work((app, caller) -> {
                Minted<ApiKey> minted =
                        app.apiKeys.rotate(caller, id, new ApiKey.Rotate(overlap, expiresIn.map(later(app))));
                output.showOnce(
                        minted,
                        "API key " + minted.key().id() + " stands in for " + id + ". Its secret is shown this once:");
            });
        }
    }

    private static Function<Duration, Instant> later(App app) {
        return lifetime -> app.db.read(tx -> tx.now().plus(lifetime));
    }

    /** Reads {@code 30d}. */
    static final class Lifetime implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return SettingValues.parseDuration(text)
                    .orElseThrow(() -> new TypeConversionException("expected a duration such as 30d or 12h"));
        }
    }
}
