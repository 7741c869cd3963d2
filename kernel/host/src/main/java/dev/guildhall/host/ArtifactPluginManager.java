package dev.guildhall.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.pf4j.DefaultPluginDescriptor;
import org.pf4j.DefaultPluginManager;
import org.pf4j.ExtensionFinder;
import org.pf4j.IndexedExtensionFinder;
import org.pf4j.JarPluginRepository;
import org.pf4j.Plugin;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginFactory;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginStatusProvider;

/**
 * PF4J for exactly one artifact, so that versions of an extension live side by side. It finds and loads classes;
 * versions, dependencies and life cycle are not its business here. Not for several threads at once.
 */
final class ArtifactPluginManager extends DefaultPluginManager {

    private final ExtensionManifest manifest;

    ArtifactPluginManager(Path folder, ExtensionManifest manifest) {
        super(folder);
        this.manifest = manifest;
    }

    /** {@code extension.json} as PF4J's descriptor: the id and the version, everything else is ours. */
    private final class ManifestDescriptorFinder implements PluginDescriptorFinder {

        @Override
        public boolean isApplicable(Path artifact) {
            return true;
        }

        @Override
        public PluginDescriptor find(Path artifact) {
            return new DefaultPluginDescriptor(
                    manifest.id(),
                    manifest.description(),
                    Plugin.class.getName(),
                    manifest.version().getVersion(),
                    "*",
                    manifest.publisher(),
                    null);
        }
    }

    /** Loads every jar it is given. */
    private final class ArtifactLoader implements PluginLoader {

        @Override
        public boolean isApplicable(Path artifact) {
            return true;
        }

        @Override
        public ClassLoader loadPlugin(Path artifact, PluginDescriptor descriptor) {
            refuseClassPath(artifact);
            var loader = new ExtensionClassLoader(ArtifactPluginManager.this, descriptor);
            loader.addFile(artifact.toFile());
            return loader;
        }
    }

    // As the class loader will read it: artifacts that were stored long ago were judged by the rules of then.
    private static void refuseClassPath(Path artifact) {
        try (var jar = new JarFile(artifact.toFile(), false)) {
            var manifest = jar.getManifest();
            if (manifest != null && manifest.getMainAttributes().containsKey(Attributes.Name.CLASS_PATH)) {
                throw new PluginRuntimeException("Its manifest has a Class-Path, which leads to files of the host");
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Says that nothing is disabled: whether an extension runs is decided per workspace. */
    private static final class AlwaysEnabled implements PluginStatusProvider {

        @Override
        public boolean isPluginDisabled(String pluginId) {
            return false;
        }

        @Override
        public void disablePlugin(String pluginId) {
            throw new UnsupportedOperationException("Extensions are disabled per workspace");
        }

        @Override
        public void enablePlugin(String pluginId) {
            // it is
        }
    }

    @Override
    protected PluginDescriptorFinder createPluginDescriptorFinder() {
        return new ManifestDescriptorFinder();
    }

    @Override
    protected PluginLoader createPluginLoader() {
        return new ArtifactLoader();
    }

    @Override
    protected PluginRepository createPluginRepository() {
        return new JarPluginRepository(List.copyOf(getPluginsRoots()));
    }

    @Override
    protected PluginFactory createPluginFactory() {
        return wrapper -> new Plugin();
    }

    @Override
    protected ExtensionFinder createExtensionFinder() {
        var finder = new IndexedExtensionFinder(this);
        addPluginStateListener(finder);
        return finder;
    }

    @Override
    protected PluginStatusProvider createPluginStatusProvider() {
        return new AlwaysEnabled();
    }
}
