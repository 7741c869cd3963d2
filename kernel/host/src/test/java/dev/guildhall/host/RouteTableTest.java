package dev.guildhall.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.Problem;
import dev.guildhall.spi.HttpVerb;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

    private final RouteTable routes = new RouteTable();

    @Test
    void triesLiteralsBeforeParametersHoweverTheyWereAdded() {
        add(HttpVerb.GET, "/{kind}/{id}");
        add(HttpVerb.GET, "/contacts/{id}");
        add(HttpVerb.GET, "/contacts/new");
        add(HttpVerb.GET, "/{kind}/new");

        assertThat(found("/contacts/new")).isEqualTo("/contacts/new");
        assertThat(found("/contacts/7")).isEqualTo("/contacts/{id}");
        assertThat(found("/companies/new")).isEqualTo("/{kind}/new");
        assertThat(found("/companies/7")).isEqualTo("/{kind}/{id}");
    }

    @Test
    void decodesParameters() {
        add(HttpVerb.GET, "/contacts/{id}/notes/{note}");

        var match = routes.find(HttpVerb.GET, "/contacts/a%2Fb+c/notes/%C3%A9").orElseThrow();

        assertThat(match.pathParameters()).isEqualTo(Map.of("id", "a/b+c", "note", "é"));
    }

    @ParameterizedTest
    @CsvSource({
        "/contacts, /contacts/",
        "/contacts/{id}, /contacts/",
        "/contacts/{id}, /contacts/1/2",
        "/, /x",
        "/a, /A"
    })
    void matchesWholePathsOnly(String template, String path) {
        add(HttpVerb.GET, template);

        assertThat(routes.find(HttpVerb.GET, path)).isEmpty();
    }

    @Test
    void servesItsRoot() {
        add(HttpVerb.GET, "/");

        assertThat(found("/")).isEqualTo("/");
    }

    @Test
    void knowsTheMethodsOfAPath() {
        add(HttpVerb.GET, "/contacts/{id}");
        add(HttpVerb.DELETE, "/contacts/{id}");

        assertThat(routes.methodsAt("/contacts/1")).containsExactlyInAnyOrder(HttpVerb.GET, HttpVerb.DELETE);
        assertThat(routes.methodsAt("/companies/1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "contacts", "//", "/contacts/", "/a b", "/{}", "/{id}/{id}", "/x{id}", "/{1}", "/ä", "/*"})
    void refusesMalformedTemplates(String template) {
        assertThatThrownBy(() -> add(HttpVerb.GET, template)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesTwoRoutesForTheSameRequests() {
        add(HttpVerb.GET, "/contacts/{id}");
        add(HttpVerb.PUT, "/contacts/{id}");

        assertThatThrownBy(() -> add(HttpVerb.GET, "/contacts/{name}")).hasMessageContaining("Two routes");
    }

    @Test
    void callsAMalformedPathInvalid() {
        assertThatThrownBy(() -> routes.find(HttpVerb.GET, "/%zz")).isInstanceOf(Problem.class);
    }

    private void add(HttpVerb method, String template) {
        routes.add(method, template, "members.read", request -> null);
    }

    private String found(String path) {
        return routes.find(HttpVerb.GET, path).orElseThrow().template();
    }
}
