package dev.doorward.cli;

import dev.doorward.Doctor;
import dev.doorward.db.Finding;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code doctor}: how an installation is set up, and what is wrong with it. */
@Command(
        name = "doctor",
        description = {
            "Looks at settings, data folder, pepper, database, schema, clock and free space, and says of each whether it"
                    + " is ok. Works when they are not: the exit code is then 1. Secrets are not shown.",
            "",
            "It does not read the data: that is what 'doorward verify' does."
        })
final class DoctorCommand implements Runnable {
    @Mixin
    private Installation installation;

    @Mixin
    private Output output;

    @Override
    public void run() {
        List<Finding> findings = Doctor.look(installation.settings(), InstantSource.system(), new SecureRandom());
        try (Listing<Finding> listing = output.begin(
                new Table<Finding>().column("STATE", Finding::level).column("WHAT", Finding::text))) {
            findings.forEach(listing::add);
        }
        long problems = findings.stream()
                .filter(finding -> finding.level() == Finding.Level.PROBLEM)
                .count();
        if (problems > 0) {
            throw new Refusal("doctor found " + problems + " problems");
        }
    }
}
