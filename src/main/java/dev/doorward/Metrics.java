package dev.doorward;

import dev.doorward.db.Db;
import dev.doorward.db.Usage;
import dev.doorward.db.WriteGroups;
import dev.doorward.http.RequestMetrics;
import dev.doorward.http.Route;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What a server measures, as Prometheus reads it. docs/operate.md lists the names. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    Metrics(Db db, Health health) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
        build();
        Gauge.builder("doorward.ready", health, now -> now.isReady() ? 1 : 0)
                .description("Whether /readyz says 200: 1 or 0.")
                .register(registry);
        connections("read", db::readers);
        connections("write", db::writers);
        if (db.writesInGroups()) {
            groups("doorward.database.write.groups", "Groups of writes that were committed.", db, WriteGroups::groups);
            groups("doorward.database.grouped.writes", "Writes in those groups.", db, WriteGroups::writes);
        }
    }

    private void build() {
        String version = Metrics.class.getPackage().getImplementationVersion();
        Gauge.builder("doorward.build.info", () -> 1)
                .description("Always 1; the labels say what runs.")
                .tag("version", version == null ? "not packaged" : version)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    private void connections(String pool, Supplier<Usage> usage) {
        connections("", pool, "How many connections there may be.", usage, Usage::most);
        connections(".in.use", pool, "How many connections work just now.", usage, Usage::inUse);
        connections(".waiting", pool, "How many reads or writes wait for one.", usage, Usage::waiting);
    }

    private void connections(
            String what, String pool, String description, Supplier<Usage> usage, ToDoubleFunction<Usage> number) {
        Gauge.builder("doorward.database.connections" + what, usage, now -> number.applyAsDouble(now.get()))
                .description(description)
                .tag("pool", pool)
                .strongReference(true)
                .register(registry);
    }

    private void groups(String name, String description, Db db, ToDoubleFunction<WriteGroups> number) {
        FunctionCounter.builder(name, db, open -> number.applyAsDouble(open.groups()))
                .description(description)
                .register(registry);
    }

    /** Counts and times what is answered for these routes. */
    RequestMetrics requests(List<Route> routes) {
        return new RequestMetrics(registry, routes);
    }

    /** Everything as it is now, in Prometheus's text form. */
    String page() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
