package dev.guildhall.host;

import static dev.guildhall.host.Hosting.await;
import static dev.guildhall.host.Hosting.invoke;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassIsolationTest {

    @TempDir
    Path folder;

    private Hosting hosting;

    @BeforeEach
    void start() {
        hosting = new Hosting(folder);
    }

    @AfterEach
    void stop() {
        hosting.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.vertx.core.Vertx",
                "io.vertx.core.Context",
                "io.vertx.core.json.jackson.DatabindCodec",
                "io.vertx.sqlclient.Pool",
                "io.vertx.ext.web.Router",
                "io.netty.channel.Channel",
                "org.jooq.DSLContext",
                "org.pf4j.PluginManager",
                "com.fasterxml.jackson.databind.ObjectMapper",
                "ch.qos.logback.classic.Logger",
                "dev.guildhall.core.error.Problem",
                "dev.guildhall.host.ExtensionHost",
                "dev.guildhall.spi.testing.FakeWorkspace$Nothing",
                "org.junit.jupiter.api.Test"
            })
    void hidesTheClassesOfTheHost(String name) {
        assertThat(seen("class", name)).isEqualTo("nothing");
        assertThat(seen("context", name)).isEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.guildhall.spi.WorkspaceExtension",
                "io.vertx.core.Future",
                "io.vertx.core.json.JsonObject",
                "io.vertx.core.buffer.Buffer",
                "org.slf4j.Logger",
                "org.pf4j.Extension"
            })
    void sharesTheClassesOfTheSpi(String name) {
        assertThat(seen("class", name)).isEqualTo(getClass().getClassLoader().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.sql.Connection", "java.net.http.HttpClient", "javax.crypto.Cipher"})
    void showsTheJdk(String name) {
        assertThat(seen("class", name)).isNotEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "META-INF/services/io.vertx.core.spi.JsonFactory",
                "META-INF/vertx/vertx-version.txt",
                "org/jooq/DSLContext.class",
                "dev/guildhall/spi/Event.class",
                "openapi/api.yaml"
            })
    void hidesTheResourcesOfTheHost(String name) {
        assertThat(getClass().getClassLoader().getResource(name))
                .as("the host's " + name)
                .isNotNull();
        assertThat(seen("resource", name)).isEqualTo("nothing");
        assertThat(seen("resources", name)).isEqualTo("0");
    }

    @Test
    void showsAnExtensionItsOwnResources() {
        assertThat(seen("resources", "extension.json")).isEqualTo("1");
        assertThat(seen("resources", "META-INF/MANIFEST.MF")).isEqualTo("1");
    }

    private String seen(String how, String name) {
        var running = hosting.open(ExtensionJar.of("demo", "1.0.0")
                .provides("demo.thing.see")
                .file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n\n")
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("demo.thing.see", call -> Future.succeededFuture(new JsonObject().put("seen",
                                see(call.input().getString("how"), call.input().getString("name")))));
                        return Future.succeededFuture();
                    }

                    private String see(String how, String name) throws Exception {
                        ClassLoader own = DemoExtension.class.getClassLoader();
                        try {
                            return switch (how) {
                                case "class" -> String.valueOf(Class.forName(name).getClassLoader());
                                case "context" -> String.valueOf(
                                        Thread.currentThread().getContextClassLoader().loadClass(name).getClassLoader());
                                case "resource" -> own.getResource(name) == null ? "nothing" : "something";
                                case "resources" -> String.valueOf(Collections.list(own.getResources(name)).size());
                                default -> throw new IllegalArgumentException(how);
                            };
                        } catch (ClassNotFoundException | NoClassDefFoundError hidden) {
                            return "nothing";
                        }
                    }
                    """));
        return await(invoke(
                        running,
                        "demo.thing.see",
                        new JsonObject().put("how", how).put("name", name)))
                .getString("seen");
    }
}
