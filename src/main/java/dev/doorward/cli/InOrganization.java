package dev.doorward.cli;

import dev.doorward.App;
import dev.doorward.access.Caller;
import dev.doorward.organization.Organization.Listed;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The organization that a command acts in: the only one of the data folder, or the one that the operator names. */
final class InOrganization extends Installation {
    private static final int MOST_NAMED = 20;

    @Option(
            names = "--organization",
            paramLabel = "ID",
            description = "The organization to act in. Needed only when the data folder holds more than one.")
    private String organization;

    /** Works in the organization, as the operator. */
    void work(BiConsumer<App, Caller> work) {
        open(app -> work.accept(app, app.operator(choose(app.db.read(app.organizations::list)))));
    }

    private String choose(List<Listed> all) {
        if (organization != null) {
            return all.stream()
                    .map(Listed::id)
                    .filter(organization::equals)
                    .findFirst()
                    .orElseThrow(() -> new Refusal("there is no organization " + organization + " in this folder"));
        }
        if (all.isEmpty()) {
            throw new Refusal("there is no organization in this folder yet: run 'doorward serve' first");
        }
        if (all.size() > 1) {
            throw new ParameterException(
                    command().commandLine(),
                    "the data folder holds " + all.size() + " organizations, name one with --organization: "
                            + all.stream()
                                    .limit(MOST_NAMED)
                                    .map(listed -> listed.id() + " '" + listed.name() + "'")
                                    .collect(Collectors.joining(", "))
                            + (all.size() > MOST_NAMED ? ", …" : ""));
        }
        return all.getFirst().id();
    }
}
