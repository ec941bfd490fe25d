package dev.doorward.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Clients that keep a connection and give nothing for it are cut within fifteen seconds. One test, since each of them takes that long. */
class SlowClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final TestDoorward doorward = TestDoorward.shared();
    private final TestOrganization organization = doorward.newOrganization();

    @Test
    void idleAndSlowClientsAreCutWithinFifteenSeconds() throws IOException {
        String head = "POST /v1/organizations/workspaces HTTP/1.1\r\nHost: x\r\nx-api-key: " + organization.adminKey()
                + "\r\n";
        try (RawClient silent = new RawClient(doorward.baseUrl());
                RawClient slowHead = new RawClient(doorward.baseUrl());
                RawClient slowBody = new RawClient(doorward.baseUrl());
                RawClient shortBody = new RawClient(doorward.baseUrl())) {
            slowHead.send("GET /v1/organizations/me HTTP/1.1\r\nHost: x\r\n");
            slowBody.send(head + "Content-Length: 1000\r\n\r\n");
            shortBody.send(head + "Content-Length: 10\r\n\r\n{}");
            long begin = System.nanoTime();

            // A byte a second winds up every idle timeout: only a limit on the whole request ends these two.
            while (System.nanoTime() - begin < PATIENCE.toNanos()
                    && !(slowHead.isClosedByServer() && slowBody.isClosedByServer())) {
                trickle(slowHead, "a");
                trickle(slowBody, " ");
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }

            assertThat(slowHead.isClosedByServer()).isTrue();
            assertThat(slowBody.isClosedByServer()).isTrue();
            silent.awaitClose(5_000);
            shortBody.awaitClose(5_000);
        }
    }

    private static void trickle(RawClient client, String bytes) {
        try {
            client.send(bytes);
        } catch (IOException _) {
            // The server has cut this one already.
        }
    }
}
