package dev.doorward.cli;

import dev.doorward.App;
import dev.doorward.Setting;
import dev.doorward.Settings;
import dev.doorward.credentials.Prefixes;
import dev.doorward.credentials.SecretFinder;
import dev.doorward.leaks.LeakedKey;
import dev.doorward.leaks.LeakedKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keys}: everything that has a secret, of every kind and organization. */
@Command(
        name = "keys",
        description = "API keys, admin keys and check credentials together, of every organization.",
        subcommands = KeyCommands.Identify.class)
final class KeyCommands {
    private KeyCommands() {}

    @Command(
            name = "identify",
            description = {
                "Reads text on standard input, and lists the keys of this installation whose secrets stand in it: by id,"
                        + " never by the secret.",
                "",
                "The text may be of any size, and anything may stand before and after a secret. A secret is not found"
                        + " where it is encoded (base64), compressed, or broken over two lines.",
                "",
                "Example: git log -p --all | doorward keys identify"
            })
    static final class Identify implements Runnable {
        private static final List<Setting> PREFIXES =
                List.of(Setting.API_KEY_PREFIX, Setting.ADMIN_KEY_PREFIX, Setting.CHECK_CREDENTIAL_PREFIX);

        @Spec
        private CommandSpec command;

        @Mixin
        private Installation installation;

        @Option(
                names = "--prefix",
                paramLabel = "PREFIX",
                description =
                        "What older secrets begin with, where the settings were changed since. May be given several"
                                + " times. The prefixes of the settings and their defaults are always looked for.")
        private List<String> prefixes = new ArrayList<>();

        @Option(
                names = "--revoke",
                description =
                        "Stops each key that is found for good: archives an API key, revokes an admin key or a check"
                                + " credential. Also one that does not count now and might again, such as an inactive one.")
        private boolean revoke;

        @Mixin
        private Output output;

        @Override
        public void run() {
            SecretFinder finder = new SecretFinder(prefixes(installation.settings()));
            installation.open(app -> {
                LeakedKeys keys = read(app, finder);
                List<LeakedKey> list = revoke ? keys.stop() : keys.list();
                try (Listing<LeakedKey> listing = output.begin(table())) {
                    list.forEach(listing::add);
                }
                output.note(summary(list, keys.foreign()));
            });
        }

        private Set<String> prefixes(Settings settings) {
            Set<String> all = new LinkedHashSet<>(settings.prefixes().all());
            PREFIXES.forEach(setting -> all.add(setting.fallback()));
            for (String prefix : prefixes) {
                try {
                    Prefixes.check("--prefix", prefix);
                } catch (IllegalArgumentException e) {
                    throw new ParameterException(command.commandLine(), e.getMessage());
                }
                all.add(prefix);
            }
            return all;
        }

        private LeakedKeys read(App app, SecretFinder finder) {
            try {
                return LeakedKeys.in(Invocation.of(command).in(), finder, app);
            } catch (IOException e) {
                throw new Refusal("cannot read standard input: " + e.getMessage());
            }
        }

        private Table<LeakedKey> table() {
            Table<LeakedKey> table = new Table<LeakedKey>()
                    .column("TYPE", LeakedKey::kind)
                    .column("ID", LeakedKey::id)
                    .column("NAME", LeakedKey::name)
                    .column("ORGANIZATION", LeakedKey::organizationId)
                    .column("STATUS", LeakedKey::status)
                    .column("KEY", LeakedKey::partialKeyHint)
                    .column("LINES", Identify::lines);
            return revoke ? table.column("STOPPED", key -> key.stopped() ? "now" : "before") : table;
        }

        private static String lines(LeakedKey key) {
            String lines = key.lines().stream().map(String::valueOf).collect(Collectors.joining(", "));
            return key.occurrences() > key.lines().size() ? lines + " (" + key.occurrences() + " times)" : lines;
        }

        private String summary(List<LeakedKey> list, long foreign) {
            long stopped = list.stream().filter(LeakedKey::stopped).count();
            long open = list.stream().filter(key -> !key.status().forGood()).count();
            return "Keys of this installation: " + list.size()
                    + (revoke ? ", stopped now: " + stopped : ", not stopped for good: " + open)
                    + ". Secrets that are none of its: " + foreign + ".";
        }
    }
}
