package dev.doorward;

import dev.doorward.access.Authenticator;
import dev.doorward.access.Caller;
import dev.doorward.access.Guard;
import dev.doorward.apikeys.ApiKeyRoutes;
import dev.doorward.apikeys.ApiKeyUses;
import dev.doorward.apikeys.ApiKeys;
import dev.doorward.check.CheckRoutes;
import dev.doorward.check.KeyChecks;
import dev.doorward.credentials.AdminKeyRoutes;
import dev.doorward.credentials.AdminKeys;
import dev.doorward.credentials.CheckCredentialRoutes;
import dev.doorward.credentials.CheckCredentials;
import dev.doorward.credentials.Minter;
import dev.doorward.credentials.Peppers;
import dev.doorward.db.Db;
import dev.doorward.db.IdKind;
import dev.doorward.db.Ids;
import dev.doorward.db.Location;
import dev.doorward.http.HttpServer;
import dev.doorward.http.MetricsServer;
import dev.doorward.http.OpenApi;
import dev.doorward.http.Route;
import dev.doorward.invites.InviteRoutes;
import dev.doorward.invites.Invites;
import dev.doorward.journal.Journal;
import dev.doorward.journal.JournalRoutes;
import dev.doorward.members.MemberRoutes;
import dev.doorward.members.Members;
import dev.doorward.organization.OrganizationRoutes;
import dev.doorward.organization.Organizations;
import dev.doorward.retries.Replies;
import dev.doorward.workspacemembers.WorkspaceMemberRoutes;
import dev.doorward.workspacemembers.WorkspaceMembers;
import dev.doorward.workspaces.WorkspaceRoutes;
import dev.doorward.workspaces.Workspaces;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The composition root: every object is made here, once, in the order in which one needs the other. Nothing else makes
 * them, reads a clock, or asks for randomness.
 */
public final class App implements AutoCloseable {
    private final Settings settings;
    private final InstantSource clock;
    private final Ids requestIds;

    public final Db db;
    public final Peppers peppers;
    public final Authenticator authenticator;
    public final Journal journal;
    public final Members members;
    public final Invites invites;
    public final Workspaces workspaces;
    public final WorkspaceMembers workspaceMembers;
    public final ApiKeyUses apiKeyUses;
    public final ApiKeys apiKeys;
    public final AdminKeys adminKeys;
    public final CheckCredentials checkCredentials;
    public final KeyChecks keyChecks;
    public final Organizations organizations;
    public final Health health;

    /** What is measured, where the settings ask for it. Only of a server: nobody asks a command. */
    private final Optional<Metrics> metrics;

    /** @param pepper the text of the peppers, read again when the database names one that is not held */
    public App(
            Settings settings,
            Location.Opener opener,
            Supplier<String> pepper,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.requestIds = new Ids(random);
        this.peppers = new Peppers(pepper);
        Location location = settings.database().isPresent()
                ? settings.database().get()
                : new Location.Folder(settings.data(), opener);
        this.db = new Db(location, clock, random);
        this.authenticator = new Authenticator(peppers);
        Replies replies = new Replies(peppers, random, settings.retryWindow());
        Guard guard = new Guard(db, authenticator, replies);
        Minter minter = new Minter(peppers, random, settings.prefixes());
        this.journal = new Journal(peppers);
        this.members = new Members(guard, journal);
        this.invites = new Invites(guard, journal, members, peppers, settings.inviteLimits());
        this.workspaces = new Workspaces(guard, journal, settings.maxWorkspaces());
        this.workspaceMembers = new WorkspaceMembers(guard, journal, settings.maxWorkspaceMembers());
        this.apiKeyUses = new ApiKeyUses(db);
        this.apiKeys = new ApiKeys(guard, journal, minter, settings.apiKeyLimits());
        this.adminKeys = new AdminKeys(guard, journal, minter);
        this.checkCredentials = new CheckCredentials(guard, journal, minter);
        this.keyChecks = new KeyChecks(db, authenticator, apiKeyUses);
        this.organizations = new Organizations(db, guard, journal, peppers, members, workspaces, adminKeys);
        this.health = new Health(db, peppers);
        boolean measured =
                opener == Location.Opener.SERVER && settings.metricsPort().isPresent();
        this.metrics = measured ? Optional.of(new Metrics(db, health)) : Optional.empty();
    }

    /** Every endpoint of the product. */
    public List<Route> routes() {
        return Stream.of(
                        new OrganizationRoutes(organizations).routes(),
                        new MemberRoutes(members).routes(),
                        new InviteRoutes(invites).routes(),
                        new WorkspaceRoutes(workspaces).routes(),
                        new WorkspaceMemberRoutes(workspaceMembers).routes(),
                        new ApiKeyRoutes(apiKeys).routes(),
                        new AdminKeyRoutes(adminKeys).routes(),
                        new CheckCredentialRoutes(checkCredentials).routes(),
                        new JournalRoutes(journal).routes(),
                        new CheckRoutes(keyChecks, settings.checkMaxAge(), clock).routes(),
                        health.routes(),
                        OpenApi.routes())
                .flatMap(List::stream)
                .toList();
    }

    /** The HTTP server, not yet started. */
    public HttpServer httpServer() {
        HttpServer.Config config = new HttpServer.Config(
                settings.host(),
                settings.port(),
                settings.maxConnections(),
                settings.tls(),
                settings.versionHeaderRequired(),
                settings.rateLimit());
        List<Route> routes = routes();
        return new HttpServer(
                config, routes, db, authenticator, clock, requestIds, metrics.map(all -> all.requests(routes)));
    }

    /** The server of the metrics, not yet started, where the settings ask for it. */
    public Optional<MetricsServer> metricsServer() {
        return metrics.map(all ->
                new MetricsServer(settings.metricsHost(), settings.metricsPort().orElseThrow(), all::page));
    }

    /** The operator at this machine, acting in an organization. Each call is a request of its own in the journal. */
    public Caller.Operator operator(String organizationId) {
        return new Caller.Operator(organizationId, operatorName(), newRequestId());
    }

    /** Whom the journal names for what is done at the command line: the machine's user. */
    public String operatorName() {
        return System.getProperty("user.name");
    }

    /** A request id for what is done without HTTP. */
    public String newRequestId() {
        return requestIds.next(IdKind.REQUEST, clock.instant());
    }

    @Override
    public void close() {
        metrics.ifPresent(Metrics::close);
        apiKeyUses.close();
        db.close();
    }
}
