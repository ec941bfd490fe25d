package dev.doorward.sdk;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.errors.AnthropicInvalidDataException;
import com.sun.net.httpserver.HttpServer;
import dev.doorward.TestDoorward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client that the tests of this package trust really refuses answers that are not the contract's. */
class ValidationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'x','type':'organization'}",
                "{'id':1,'name':'x','type':'organization'}",
                "{'id':'x','name':null,'type':'organization'}",
                "{'id':'x','name':'x','type':'organisation'}"
            })
    void anAnswerOfAnotherShapeIsRefused(String answer) throws IOException {
        answeringWith(
                answer,
                client -> assertThatThrownBy(() -> client.organization().retrieve())
                        .isInstanceOf(AnthropicInvalidDataException.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'has_more':false,'first_id':null,'last_id':null}",
                "{'data':[{'id':'x'}],'has_more':false,'first_id':null,'last_id':null}",
                "{'data':[],'has_more':'no','first_id':null,'last_id':null}"
            })
    void aPageOfAnotherShapeIsRefused(String answer) throws IOException {
        answeringWith(
                answer,
                client -> assertThatThrownBy(
                                () -> client.organization().users().list().items())
                        .isInstanceOf(AnthropicInvalidDataException.class));
    }

    private interface Use {
        void by(AnthropicClient client);
    }

    private static void answeringWith(String answer, Use use) throws IOException {
        byte[] body = answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            use.by(Sdk.builder(TestDoorward.shared())
                    .baseUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .authToken("x")
                    .build());
        } finally {
            server.stop(0);
        }
    }
}
