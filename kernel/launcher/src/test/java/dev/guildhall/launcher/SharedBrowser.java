package dev.guildhall.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One browser for all classes that look at the portal; it is driven by one thread at a time, so they take turns:
 *
 * <pre>{@code @ResourceLock(SharedBrowser.TURN) class ... {
 *     @RegisterExtension static final SharedBrowser BROWSER = new SharedBrowser();}</pre>
 */
final class SharedBrowser implements BeforeAllCallback {

    static final String TURN = "browser";

    private Browser browser;

    @Override
    public void beforeAll(ExtensionContext context) {
        browser = context.getRoot()
                .getStore(Namespace.GLOBAL)
                .getOrComputeIfAbsent(SharedBrowser.class, first -> Shared.open(), Shared.class)
                .browser();
    }

    Browser get() {
        return browser;
    }

    private record Shared(Path folder, Browser browser) implements AutoCloseable {

        static Shared open() {
            try {
                var folder = Files.createTempDirectory("guildhall-browser");
                return new Shared(folder, Browser.open(folder));
            } catch (RuntimeException skipped) {
                throw skipped;
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public void close() {
            browser.close();
            PreparedData.delete(folder);
        }
    }
}
