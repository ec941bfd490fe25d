package dev.doorward.cli;

import dev.doorward.Demo;
import dev.doorward.Logging;
import dev.doorward.SettingSources;
import dev.doorward.Settings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: a server with a sample organization, on a folder of its own that is thrown away. */
@Command(
        name = "demo",
        description = "Starts a server with a sample organization on a throw-away data folder, to look around in."
                + " Ctrl-C stops it.",
        abbreviateSynopsis = true,
        modelTransformer = SettingOptions.Demo.class)
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(names = "--config", paramLabel = "FILE", description = "The properties file. Default: DOORWARD_CONFIG.")
    private Path config;

    @Override
    public Integer call() throws Exception {
        Invocation invocation = Invocation.of(command);
        Settings settings = SettingSources.loadWithoutFolder(
                SettingOptions.given(command), invocation.environment(), Optional.ofNullable(config));
        Logging.serve(settings.jsonLog());
        Demo.run(settings, invocation.out());
        return 0;
    }
}
