package dev.guildhall.host;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.spi.WorkspaceExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.pf4j.PluginRuntimeException;

/** The classes of one artifact, and the threads that run them. */
final class LoadedArtifact {

    private final ExtensionArtifact artifact;
    private final Optional<Code> code;
    private final ExtensionThreads threads;

    /** What was loaded of an extension that runs in this process. */
    private record Code(
            ArtifactStore store,
            Path jar,
            ArtifactPluginManager plugins,
            Constructor<? extends WorkspaceExtension> constructor) {}

    private LoadedArtifact(ExtensionArtifact artifact, Optional<Code> code, ClassLoader loader) {
        this.artifact = artifact;
        this.code = code;
        this.threads = new ExtensionThreads(artifact.manifest().label(), loader);
    }

    /** An artifact whose code runs elsewhere; its threads are for what stands in for it. */
    static LoadedArtifact elsewhere(ExtensionArtifact artifact) {
        return new LoadedArtifact(artifact, Optional.empty(), new NoClasses());
    }

    /** Tells the threads of an artifact without classes from all others, which have the host's own loader. */
    private static final class NoClasses extends ClassLoader {

        NoClasses() {
            super(LoadedArtifact.class.getClassLoader());
        }
    }

    /** Loads an artifact's extension class, without running any of its code. Blocks. */
    static LoadedArtifact load(ExtensionArtifact artifact, byte[] bytes, ArtifactStore store) {
        var label = artifact.manifest().label();
        if (!Sha256.hex(bytes).equals(artifact.sha256())) {
            throw new ExtensionFailure(
                    Kind.LOAD_FAILED, "The stored artifact of " + label + " is not the one installed");
        }
        var plugins = new ArtifactPluginManager(store.path(), artifact.manifest());
        try {
            var jar = store.write(label, artifact.sha256(), bytes);
            try {
                plugins.startPlugin(plugins.loadPlugin(jar));
                var constructor = extensionClass(plugins, artifact.manifest()).getConstructor();
                return new LoadedArtifact(
                        artifact,
                        Optional.of(new Code(store, jar, plugins, constructor)),
                        constructor.getDeclaringClass().getClassLoader());
            } catch (PluginRuntimeException | ReflectiveOperationException | LinkageError broken) {
                plugins.unloadPlugin(artifact.manifest().id());
                store.delete(jar);
                throw new ExtensionFailure(
                        Kind.LOAD_FAILED,
                        "The classes of " + label + " cannot be loaded: " + DefensiveCopy.describe(broken),
                        DefensiveCopy.of(broken));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Class<? extends WorkspaceExtension> extensionClass(
            ArtifactPluginManager plugins, ExtensionManifest manifest) throws ReflectiveOperationException {
        var names = manifest.main().map(Set::of).orElseGet(() -> plugins.getExtensionClassNames(manifest.id()));
        var found = new ArrayList<Class<? extends WorkspaceExtension>>();
        for (var name : names) {
            var type = Class.forName(name, false, plugins.getPluginClassLoader(manifest.id()));
            if (WorkspaceExtension.class.isAssignableFrom(type)) {
                found.add(type.asSubclass(WorkspaceExtension.class));
            }
        }
        if (found.size() != 1) {
            throw new ReflectiveOperationException("Exactly one class must implement WorkspaceExtension; the manifest's"
                    + " main, or else META-INF/extensions.idx, names " + found.size());
        }
        var type = found.get(0);
        if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
            throw new ReflectiveOperationException(type.getName() + " must be public and not abstract");
        }
        return type;
    }

    String label() {
        return artifact.manifest().label();
    }

    String key() {
        return artifact.key();
    }

    ExtensionThreads threads() {
        return threads;
    }

    /** Makes an instance; to be called on the artifact's threads, since it runs its code. */
    WorkspaceExtension newInstance(InstallationServices services) throws Exception {
        if (code.isEmpty()) {
            return services.standIn();
        }
        try {
            return code.get().constructor().newInstance();
        } catch (InvocationTargetException failure) {
            throw failure.getCause() instanceof Exception thrown ? thrown : failure;
        }
    }

    /** Ends the threads, closes the class loader and deletes the file. Blocks. */
    void unload(Duration patience) throws IOException, InterruptedException {
        threads.close(patience);
        if (code.isPresent()) {
            code.get().plugins().unloadPlugin(artifact.manifest().id());
            code.get().store().delete(code.get().jar());
        }
    }
}
