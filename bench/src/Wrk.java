import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk: as many requests as a number of connections can send one after the other. For peak rates only. */
final class Wrk {
    /** How long each load lasts. */
    static final String SECONDS = System.getenv().getOrDefault("BENCH_SECONDS", "10");

    private static final Pattern REQUESTS = Pattern.compile("([0-9]+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");

    private Wrk() {}

    /** Requests a second; fails when an answer was not 200. The script reads the environment. */
    static double rate(String url, int connections, String script, Map<String, String> environment)
            throws IOException, InterruptedException {
        return rate(url, connections, script, environment, 0);
    }

    /** The same where a part of the answers must be refusals: fails when it is off by more than a hundredth of all. */
    static double rate(String url, int connections, String script, Map<String, String> environment, double refusals)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("wrk", "-t", "1", "-c", String.valueOf(connections), "-d", SECONDS + "s", "-s", script, url));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process wrk = builder.start();
        String report = new String(wrk.getInputStream().readAllBytes());
        Matcher rate = RATE.matcher(report);
        Matcher requests = REQUESTS.matcher(report);
        Matcher refused = REFUSED.matcher(report);
        if (wrk.waitFor() != 0 || report.contains("Socket errors") || !rate.find() || !requests.find()) {
            throw new IOException(url + " failed:\n" + report);
        }
        double part = (refused.find() ? Double.parseDouble(refused.group(1)) : 0) / Double.parseDouble(requests.group(1));
        if (refusals == 0 ? part > 0 : Math.abs(part - refusals) > 0.01) {
            throw new IOException(url + " refused " + part + " of the requests, and not " + refusals + ":\n" + report);
        }
        return Double.parseDouble(rate.group(1));
    }
}
