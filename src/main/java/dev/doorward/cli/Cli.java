package dev.doorward.cli;

import dev.doorward.DataFolder;
import dev.doorward.InvalidSetting;
import dev.doorward.access.Role;
import dev.doorward.access.Scope;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.db.DbException;
import dev.doorward.errors.ApiError;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: runs the command that the arguments name, and turns every failure into one line and an exit code. */
public final class Cli {
    private static final int WIDTH = 100;
    private static final char UNREADABLE = '\uFFFD';

    private Cli() {}

    /**
     * Runs a command.
     *
     * @param environment the environment's variables
     * @return the exit code: 0 done, 1 refused or failed, 2 wrong usage or a wrong setting
     */
    public static int run(
            String[] arguments, Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
        Invocation invocation = new Invocation(environment, in, out, err);
        if (Arrays.stream(arguments).anyMatch(argument -> argument.indexOf(UNREADABLE) >= 0)) {
            return fail(invocation, ExitCode.USAGE, "an argument is not text in this locale: set LC_ALL=C.UTF-8");
        }
        int exit = commandLine(invocation).execute(arguments);
        out.flush();
        if (exit == ExitCode.OK && out.checkError()) {
            return fail(invocation, ExitCode.SOFTWARE, "cannot write to standard output");
        }
        return exit;
    }

    /** Every command, ready to be run. */
    static CommandLine commandLine(Invocation invocation) {
        CommandLine commandLine = new CommandLine(new Doorward(invocation));
        commandLine.setExpandAtFiles(false); // A name may begin with '@'.
        commandLine.registerConverter(Role.class, text -> choose(Role.values(), text));
        commandLine.registerConverter(Scope.class, text -> choose(Scope.values(), text));
        commandLine.registerConverter(ApiKey.Status.class, text -> choose(ApiKey.Status.values(), text));
        commandLine.setOut(new PrintWriter(invocation.out(), true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(invocation.err(), true, StandardCharsets.UTF_8));
        commandLine.setUsageHelpWidth(WIDTH);
        commandLine.setParameterExceptionHandler((wrong, _) -> wrongUsage(invocation, wrong));
        commandLine.setExecutionExceptionHandler((e, _, _) -> failed(invocation, e));
        layOut(commandLine);
        return commandLine;
    }

    /** The constant of that wire name. */
    private static <T> T choose(T[] all, String text) {
        return Arrays.stream(all)
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not one of "
                        + Arrays.stream(all).map(Object::toString).collect(Collectors.joining(", "))));
    }

    private static void layOut(CommandLine commandLine) {
        UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
        usage.sortOptions(false);
        usage.descriptionHeading("%n");
        usage.parameterListHeading("%nArguments:%n");
        usage.optionListHeading("%nOptions:%n");
        usage.commandListHeading("%nCommands:%n");
        commandLine.getSubcommands().values().forEach(Cli::layOut);
    }

    private static int wrongUsage(Invocation invocation, ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        if (!command.getSubcommands().isEmpty() && !(wrong instanceof UnmatchedArgumentException)) {
            command.usage(command.getErr()); // A command that only groups others was given none of them.
            return ExitCode.USAGE;
        }
        return fail(
                invocation,
                ExitCode.USAGE,
                wrong.getMessage() + " (see '" + command.getCommandSpec().qualifiedName() + " --help')");
    }

    private static int failed(Invocation invocation, Exception e) {
        return switch (e) {
            case InvalidSetting invalid -> fail(invocation, ExitCode.USAGE, invalid.getMessage());
            case DataFolder.Unusable unusable -> fail(invocation, ExitCode.SOFTWARE, unusable.getMessage());
            case ApiError refused -> fail(invocation, ExitCode.SOFTWARE, refused.getMessage());
            case DbException database -> fail(invocation, ExitCode.SOFTWARE, database.getMessage());
            case Refusal refusal -> fail(invocation, ExitCode.SOFTWARE, refusal.getMessage());
            case ParameterException wrong -> wrongUsage(invocation, wrong);
            default -> {
                LoggerFactory.getLogger(Cli.class).error("a bug in Doorward", e);
                yield fail(invocation, ExitCode.SOFTWARE, "unexpected: " + e);
            }
        };
    }

    private static int fail(Invocation invocation, int exit, String line) {
        invocation.out().flush(); // What was said before the failure stands before it on a terminal.
        invocation.err().println("doorward: " + line.strip().replaceAll("\\s*\\R\\s*", " "));
        invocation.err().flush();
        return exit;
    }
}
