package dev.doorward.sdk;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.Page;
import dev.doorward.TestDoorward;
import dev.doorward.TestOrganization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The official Java SDK as its users set it up, but for two things: every answer is validated, and nothing is retried. */
final class Sdk {
    private Sdk() {}

    /** A client with the organization's first admin key as its bearer token. */
    static AnthropicClient client(TestDoorward doorward, TestOrganization organization) {
        return builder(doorward).authToken(organization.adminKey()).build();
    }

    /** A client that lacks a credential only. */
    static AnthropicOkHttpClient.Builder builder(TestDoorward doorward) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(doorward.baseUrl())
                .responseValidation(true)
                .maxRetries(0)
                .maxIdleConnections(1)
                .keepAliveDuration(Duration.ofSeconds(1));
    }

    /** The names of what each page holds, from the given page on, as long as the SDK says that there is a next one. */
    static <T> List<List<String>> walk(Page<T> first, Function<T, String> name) {
        List<List<String>> pages = new ArrayList<>();
        Page<T> page = first;
        pages.add(names(page, name));
        while (page.hasNextPage()) {
            page = page.nextPage();
            pages.add(names(page, name));
        }
        return pages;
    }

    private static <T> List<String> names(Page<T> page, Function<T, String> name) {
        return page.items().stream().map(name).toList();
    }
}
