package dev.doorward;

import dev.doorward.access.Caller;
import dev.doorward.access.Role;
import dev.doorward.access.WorkspaceRole;
import dev.doorward.apikeys.ApiKey;
import dev.doorward.db.Db;
import dev.doorward.invites.Invite;
import dev.doorward.members.Email;
import dev.doorward.workspacemembers.WorkspaceMember;
import dev.doorward.workspaces.Workspace;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A server on a throw-away data folder with a sample organization in it, to look around in. The sample is made by the
 * product's own operations, under a clock that begins sixty days ago, so that some of it has expired by now.
 */
public final class Demo {
    private static final Duration AGE = Duration.ofDays(60);

    private final App app;
    private final Caller operator;
    private final AtomicReference<Instant> now;

    private Demo(App app, Caller operator, AtomicReference<Instant> now) {
        this.app = app;
        this.operator = operator;
        this.now = now;
    }

    /** Runs {@code doorward demo}: prints what to try, and goes on until the program is told to end. */
    public static void run(Settings given, PrintStream out) throws Exception {
        Path folder = Files.createTempDirectory("doorward-demo-");
        Settings settings = given.with(Setting.DATA, folder.toString())
                .with(Setting.ORGANIZATION, "Sample organization")
                .with(Setting.ADMIN_EMAIL, "grace@example.com");
        if (settings.isDefault(Setting.PORT) && !isFree(settings.host(), settings.port())) {
            settings = settings.with(Setting.PORT, "0");
        }
        if (settings.isDefault(Setting.DRAIN_TIME)) {
            settings = settings.with(Setting.DRAIN_TIME, "0s"); // Nobody but the reader is being served.
        }
        String adminKey = fill(settings, folder);
        Serve serve = new Serve(settings);
        out.println("Doorward is listening on " + serve.baseUrl());
        out.println();
        out.println("admin key: " + adminKey);
        out.println();
        out.println("curl '" + serve.baseUrl()
                + "/v1/organizations/users?limit=3' -H 'anthropic-version: 2023-06-01' -H 'x-api-key: " + adminKey
                + "'");
        out.println();
        out.println("Ctrl-C stops it. The data is thrown away.");
        out.flush();
        serve.awaitSignal(() -> delete(folder));
    }

    private static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException _) {
            // The folder is in the machine's place for temporary files, which cleans up what is left.
        }
    }

    /** Fills an empty folder with the sample, and returns the secret of its first admin key. */
    private static String fill(Settings settings, Path folder) {
        SecureRandom random = new SecureRandom();
        DataFolder data = new DataFolder(folder);
        data.createPepper(random);
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now().minus(AGE));
        InstantSource clock = now::get;
        try (App app = new App(settings, Db.Opener.SERVER, data::readPepper, clock, random)) {
            app.db.migrate();
            var founded = app.organizations
                    .foundFirst(app.operatorName(), app.newRequestId(), settings.organization(), settings.adminEmail())
                    .orElseThrow();
            new Demo(app, app.operator(founded.organizationId()), now).fill(founded.defaultWorkspaceId());
            return founded.adminKey().reveal();
        }
    }

    private void fill(String defaultWorkspace) {
        String ada = add("ada@example.com", "Ada Lovelace", Role.ADMIN);
        String alan = add("alan@example.com", "Alan Turing", Role.DEVELOPER);
        String edsger = add("edsger@example.com", "Edsger Dijkstra", Role.DEVELOPER);
        String barbara = add("barbara@example.com", "Barbara Liskov", Role.CLAUDE_CODE_USER);
        add("donald@example.com", "Donald Knuth", Role.CLAUDE_CODE_USER);
        String katherine = add("katherine@example.com", "Katherine Johnson", Role.USER);
        add("dennis@example.com", "Dennis Ritchie", Role.USER);
        add("margaret@example.com", "Margaret Hamilton", Role.BILLING);
        add("luca@example.com", "Luca Pacioli", Role.BILLING);

        invite("late@example.com", Role.USER); // Expired by now.
        invite("missed@example.com", Role.DEVELOPER);
        Invite accepted = invite("frances@example.com", Role.DEVELOPER);
        String frances = accept(accepted, "Frances Allen");

        String search = workspace("Search", "#3B7DD8");
        String support = workspace("Support assistant", "#2E8B7A");
        String prototype = workspace("Prototype 2025", "#B8860B");
        join(search, alan, WorkspaceRole.WORKSPACE_ADMIN);
        join(search, frances, WorkspaceRole.WORKSPACE_DEVELOPER);
        join(search, katherine, WorkspaceRole.WORKSPACE_USER);
        join(support, edsger, WorkspaceRole.WORKSPACE_DEVELOPER);
        join(support, barbara, WorkspaceRole.WORKSPACE_RESTRICTED_DEVELOPER);
        join(prototype, alan, WorkspaceRole.WORKSPACE_DEVELOPER);

        key(defaultWorkspace, "Notebook", alan, Optional.empty());
        set(key(defaultWorkspace, "Notebook (old)", alan, Optional.empty()), ApiKey.Status.INACTIVE);
        key(defaultWorkspace, "Workshop", ada, Optional.of(Duration.ofDays(30))); // Expired by now.
        key(search, "Ranking service", frances, Optional.empty());
        key(search, "Indexer", frances, Optional.empty());
        key(search, "Load test", alan, Optional.of(Duration.ofDays(14))); // Expired by now.
        set(key(search, "First try", alan, Optional.empty()), ApiKey.Status.ARCHIVED);
        key(support, "Chat widget", edsger, Optional.empty());
        key(support, "Nightly summary", edsger, Optional.of(Duration.ofDays(90)));
        set(key(support, "Old chat widget", edsger, Optional.empty()), ApiKey.Status.INACTIVE);
        key(prototype, "Prototype backend", alan, Optional.empty()); // Archived with its workspace.
        key(prototype, "Prototype app", alan, Optional.empty());

        now.set(Instant.now().minus(Duration.ofDays(2)));
        app.workspaces.archive(operator, prototype);
        app.invites.delete(operator, invite("typo@example.org", Role.USER).id());
        invite("radia@example.com", Role.DEVELOPER); // Pending.
        invite("vint@example.com", Role.USER);
        now.set(Instant.now());
    }

    /** An hour passes before each thing, as in an organization that grows. */
    private void later() {
        now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
    }

    private String add(String email, String name, Role role) {
        later();
        return app.members
                .add(operator, Email.parse("email", email), name, role)
                .id();
    }

    private Invite invite(String email, Role role) {
        later();
        return app.invites.create(operator, new Invite.Create(Email.parse("email", email), role));
    }

    private String accept(Invite invite, String name) {
        later();
        String token = app.db.read(tx -> app.invites.token(tx, operator, invite.id()));
        return app.invites.accept(operator, token, name).id();
    }

    private String workspace(String name, String color) {
        later();
        String id =
                app.workspaces.create(operator, Workspace.Create.named(name)).id();
        Workspace.Update coloured =
                new Workspace.Update(Optional.empty(), Optional.of(color), Optional.empty(), Optional.empty());
        return app.workspaces.update(operator, id, coloured).id();
    }

    private void join(String workspace, String user, WorkspaceRole role) {
        later();
        app.workspaceMembers.add(operator, workspace, new WorkspaceMember.Create(user, role));
    }

    private String key(String workspace, String name, String creator, Optional<Duration> life) {
        later();
        Optional<Instant> expiresAt = life.map(now.get()::plus);
        return app.apiKeys
                .create(operator, new ApiKey.Create(workspace, name, Optional.of(creator), expiresAt))
                .key()
                .id();
    }

    private void set(String key, ApiKey.Status status) {
        later();
        app.apiKeys.update(operator, key, new ApiKey.Update(Optional.empty(), Optional.of(status)));
    }
}
