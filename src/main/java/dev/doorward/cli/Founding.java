package dev.doorward.cli;

import dev.doorward.organization.Organizations.Founded;

/** What a new organization begins with, as a command shows it: the one time that its admin key is seen. */
record Founding(String organizationId, String defaultWorkspaceId, String adminUserId, String adminKey) {

    static void show(Output output, Founded founded) {
        String secret = founded.adminKey().reveal();
        output.show(
                new Founding(founded.organizationId(), founded.defaultWorkspaceId(), founded.adminUserId(), secret),
                """
                organization       %s
                default workspace  %s
                first admin        %s
                admin key, shown once: %s""".formatted(founded.organizationId(), founded.defaultWorkspaceId(), founded.adminUserId(), secret));
    }
}
