package dev.doorward.cli;

import dev.doorward.Logging;
import dev.doorward.Serve;
import dev.doorward.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}: runs the server on a data folder, until it is told to end. */
@Command(
        name = "serve",
        description = {
            "Serves the Admin API on a data folder, until SIGTERM or SIGINT.",
            "",
            "The first line on standard output is 'listening on http://HOST:PORT', or https:// with a certificate. On an empty data folder the first"
                    + " organization is made, and one more line shows its admin key. Logs go to standard error."
        },
        abbreviateSynopsis = true,
        modelTransformer = SettingOptions.All.class,
        footer = {
            "",
            "Every option is a setting, and can also be given as the environment variable DOORWARD_NAME"
                    + " (DOORWARD_PUBLIC_URL for --public-url), as DOORWARD_NAME_FILE naming a file that holds the"
                    + " value, or as a line 'public-url = …' of the properties file. The command line wins over the"
                    + " environment, and the environment over the file.",
            "",
            "The pepper is a secret and no option: it comes from DOORWARD_PEPPER, from the file that"
                    + " DOORWARD_PEPPER_FILE names, or from the file 'pepper' in the data folder, which is made with"
                    + " the database."
        })
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private Installation installation;

    @Override
    public Integer call() throws Exception {
        Settings settings = installation.settings(SettingOptions.given(command));
        Logging.serve(settings.jsonLog());
        Serve.run(settings, Invocation.of(command).out());
        return 0;
    }
}
