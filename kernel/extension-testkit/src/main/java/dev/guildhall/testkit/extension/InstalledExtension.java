package dev.guildhall.testkit.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.host.ArchiveRules;
import dev.guildhall.host.ArtifactFolder;
import dev.guildhall.host.ExtensionArchive;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.semver4j.Semver;

/**
 * The author's extension, uploaded to the whole product and installed in a workspace there, with everything granted that its
 * manifest asks for; its tables are in a real PostgreSQL, and its classes in a class loader of their own. It works in the
 * process of the test, where breakpoints are met, and is gone after the class.
 *
 * <pre>{@code @RegisterExtension static final InstalledExtension POLLS = InstalledExtension.own();}</pre>
 *
 * <p>What is installed is the jar that the system property {@code extension.jar} names, or else the folder of the class path
 * in which {@code extension.json} is, as the build has compiled it.
 */
public final class InstalledExtension implements BeforeAllCallback, AfterAllCallback {

    private final TestBench bench = new TestBench();
    private final List<byte[]> others = new ArrayList<>();
    private JsonObject config = new JsonObject();
    private TestProduct product;
    private TestWorkspace workspace;
    private String key;

    private InstalledExtension() {}

    /** The one on the class path. */
    public static InstalledExtension own() {
        return new InstalledExtension();
    }

    /** Gives it a configuration from the beginning. */
    public InstalledExtension configured(JsonObject value) {
        config = value;
        return this;
    }

    /** Offers another extension to the workspace, which comes along when the author's requires it. */
    public InstalledExtension beside(Path jar) throws IOException {
        others.add(Files.readAllBytes(jar));
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        bench.beforeAll(context);
        product = TestProduct.start(bench, bench.product("author").assemble());
        workspace = product.workspace();
        others.forEach(product::publish);
        var artifact = artifact();
        product.publish(artifact);
        var manifest = ExtensionArchive.read(artifact, ArchiveRules.forPlatform(new Semver("1.0.0")))
                .manifest();
        key = manifest.id();
        asOwner()
                .post(
                        workspace.path() + "/extensions",
                        new JsonObject()
                                .put("extensionKey", key)
                                .put("config", config)
                                .put("grantedPermissions", new JsonArray(manifest.permissions()))
                                .put("grantedNames", new JsonArray(manifest.foreignNames())))
                .expect(201);
        assertThat(state()).as("the state of %s: %s", key, shown()).isEqualTo("ACTIVE");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        bench.afterAll(context);
    }

    private static byte[] artifact() throws IOException, URISyntaxException {
        var jar = System.getProperty("extension.jar");
        if (jar != null) {
            return Files.readAllBytes(Path.of(jar));
        }
        var manifest = InstalledExtension.class.getResource("/" + ExtensionManifest.FILE);
        if (manifest == null) {
            throw new AssertionError("There is no " + ExtensionManifest.FILE + " on the class path");
        }
        return ArtifactFolder.packed(Path.of(manifest.toURI()).getParent());
    }

    /** The result of a capability when the workspace's owner calls it. */
    public JsonObject invoke(String capability, JsonObject input) {
        return call(capability, input).expect(200).data();
    }

    /** What the owner is answered who calls a capability, refusals too. */
    public Response call(String capability, JsonObject input) {
        return workspace.invoke(capability, input);
    }

    /** The owner, whose paths begin with that of the workspace: {@code asOwner().get(path() + "/x/polls/…")}. */
    public HttpTester asOwner() {
        return workspace.asOwner();
    }

    /** Where the workspace is in the API. */
    public String path() {
        return workspace.path();
    }

    /** The workspace, to have members join and leave. */
    public TestWorkspace workspace() {
        return workspace;
    }

    /** Tells the workspace of an event that is not the platform's, as an app would. */
    public void emit(String type, String subject, JsonObject data) {
        asOwner()
                .post(
                        path() + "/events",
                        new JsonObject()
                                .put("type", type)
                                .put("subject", subject)
                                .put("data", data))
                .expect(202);
    }

    /** The newest event of a type, as soon as there is one. */
    public JsonObject event(String type) {
        Await.until(() -> assertThat(asOwner()
                        .get(path() + "/events?filter=type%3D" + type)
                        .expect(200)
                        .list())
                .as("events of the type %s", type)
                .isNotEmpty());
        return workspace.lastEvent(type);
    }

    /** Changes its configuration, which starts it anew. */
    public void configure(JsonObject value) {
        asOwner()
                .patch(path() + "/extensions/" + key, new JsonObject().put("config", value))
                .expect(200);
    }

    /** {@code ACTIVE} while it serves. */
    public String state() {
        return shown().getString("state");
    }

    private JsonObject shown() {
        return asOwner().get(path() + "/extensions/" + key).expect(200).data();
    }
}
