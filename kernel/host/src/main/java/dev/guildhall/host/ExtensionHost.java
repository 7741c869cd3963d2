package dev.guildhall.host;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Set;

/** Runs the extensions of this node, and what stands in for those that run elsewhere. */
public final class ExtensionHost {

    private final Vertx vertx;
    private final LoadedArtifacts artifacts;
    private final ExtensionExecutor executor;

    /** @param folder where artifacts are put while they are loaded; for this process alone, and emptied by it */
    public ExtensionHost(Vertx vertx, Path folder, ExecutionLimits limits) {
        this.vertx = vertx;
        this.artifacts = new LoadedArtifacts(
                vertx, new ArtifactStore(folder), limits.times().grace());
        this.executor = new ExtensionExecutor(limits, new RunningCode(folder));
    }

    /** An installation to run, not started yet. Whoever opens it stops it. */
    public RunningExtension open(ExtensionArtifact artifact, InstallationServices services) {
        return new RunningExtension(vertx, artifacts, executor, artifact, services);
    }

    /** {@code id@version} of the extensions whose classes are loaded now. */
    public Set<String> loaded() {
        return artifacts.labels();
    }

    /** How often calls of its extensions were not answered. */
    public CallFailureCounts failures() {
        return executor.failures();
    }

    /** Ends the watch over running code, once every installation is stopped. */
    public void close() {
        executor.close();
    }
}
