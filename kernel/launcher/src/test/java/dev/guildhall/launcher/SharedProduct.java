package dev.guildhall.launcher;

import dev.guildhall.testkit.HttpTester.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One product for all classes that keep to tenants of their own, at once if need be: started before the first of them,
 * ended after the last test, and with the bundled extensions in its catalogue. It calls addresses of this machine too.
 *
 * <pre>{@code @RegisterExtension static final SharedProduct PRODUCT = new SharedProduct();}</pre>
 */
final class SharedProduct implements BeforeAllCallback {

    private RunningProduct product;

    @Override
    public void beforeAll(ExtensionContext context) {
        product = context.getRoot()
                .getStore(Namespace.GLOBAL)
                .getOrComputeIfAbsent(SharedProduct.class, first -> Shared.start(), Shared.class)
                .product();
    }

    RunningProduct get() {
        return product;
    }

    private record Shared(Path folder, RunningProduct product) implements AutoCloseable {

        static Shared start() {
            try {
                var folder = Files.createTempDirectory("guildhall-shared");
                var product = RunningProduct.start(folder.resolve("data"), "--webhook-allow-private");
                var admin = product.signInAsAdmin();
                for (var extension : BundledExtension.values()) {
                    admin.upload(
                                    "/api/admin/marketplace/extensions",
                                    Part.file("artifact", extension.fileName(), extension.bytes()))
                            .expect(201);
                }
                return new Shared(folder, product);
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public void close() {
            product.close();
            PreparedData.delete(folder);
        }
    }
}
