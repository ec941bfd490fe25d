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

    private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");

    private Wrk() {}

    /** Requests a second; fails when an answer was not 200. The script reads the environment. */
    static double rate(String url, int connections, String script, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("wrk", "-t", "1", "-c", String.valueOf(connections), "-d", SECONDS + "s", "-s", script, url));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process wrk = builder.start();
        String report = new String(wrk.getInputStream().readAllBytes());
        Matcher rate = RATE.matcher(report);
        if (wrk.waitFor() != 0 || report.contains("Non-2xx") || report.contains("Socket errors") || !rate.find()) {
            throw new IOException(url + " failed:\n" + report);
        }
        return Double.parseDouble(rate.group(1));
    }
}
