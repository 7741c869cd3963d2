package dev.guildhall.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTreeTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final PathTree paths = new PathTree();
    private final Map<Router, String> templates = new HashMap<>();

    PathTreeTest() {
        serve("/api/workspaces");
        serve("/api/workspaces/self");
        serve("/api/workspaces/{workspaceId}");
        serve("/api/workspaces/{workspaceId}/members/{userId}");
        paths.putAll("/api/workspaces/{workspaceId}/x/{extensionKey}", router("extension"));
        paths.putAll("/docs", router("docs"));
    }

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/workspaces, /api/workspaces",
        "/api/workspaces/, /api/workspaces",
        "/api/workspaces/self, /api/workspaces/self",
        "/api/workspaces/selfish, /api/workspaces/{workspaceId}",
        "/api/workspaces/self/members/7, /api/workspaces/{workspaceId}/members/{userId}",
        "/api/workspaces/7/members/8, /api/workspaces/{workspaceId}/members/{userId}",
        "/api/workspaces/7/x/notes, extension",
        "/api/workspaces/7/x/notes/a//b/, extension",
        "/docs, docs",
        "/docs/, docs",
        "/docs/index.html, docs"
    })
    void findsTheTemplateOfAPath(String path, String template) {
        assertThat(paths.find(path).map(templates::get)).contains(template);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "", "//", "/api", "/api/workspaces//", "/api/workspaces//members/7", "/api/workspaces/7/x"})
    void findsNothingElse(String path) {
        assertThat(paths.find(path)).isEmpty();
    }

    @Test
    void findsTheRootWhenItIsServed() {
        serve("/");

        assertThat(paths.find("/").map(templates::get)).contains("/");
    }

    private void serve(String template) {
        paths.put(template, router(template));
    }

    private Router router(String template) {
        var router = Router.router(VERTX);
        templates.put(router, template);
        return router;
    }
}
