package dev.guildhall.spi;

import io.vertx.core.Future;
import org.pf4j.ExtensionPoint;

/**
 * An extension at work in one workspace: the one class every artifact must contain, public, with a public constructor
 * without parameters, and named as {@code main} in the manifest; or annotated with {@link org.pf4j.Extension}, with PF4J's
 * annotation processor in the build.
 *
 * <p>The host makes one instance per installation, when the workspace first needs it, and one class loader per version
 * of the extension. So instance fields belong to one workspace, and static fields are shared by all of them: have none
 * that change. An instance that nobody has needed for a while is stopped, and another one is made for the next who does:
 * what has to last belongs in tables or in the {@link State}.
 *
 * <p><b>Threads.</b> Everything the host calls in an extension runs on worker threads that belong to the extension's
 * version, never on an event loop; what an extension chains on a future of its {@link WorkspaceContext} runs there too,
 * one step at a time for each call. So extension code may block, within the time-out of the call, for example with
 * {@link Future#await()}. Handlers of one installation are called from several threads at once.
 *
 * <p><b>Failures.</b> Whatever an extension throws, does not finish in time or leaves unanswered fails that call only.
 * A thread that is still busy at its time-out is interrupted; an installation that keeps ignoring it is switched off.
 */
public interface WorkspaceExtension extends ExtensionPoint {

    /**
     * Prepares to serve the workspace and registers everything the extension does there. Called once per instance,
     * before any handler; calls wait until the returned future succeeds. A changed configuration or version means a new
     * instance.
     *
     * <p>When this throws, fails, exceeds its time-out (30 seconds), or registers other capabilities than the manifest
     * provides, the installation is marked failed with the reason, {@link #stop()} is called, and the instance is
     * dropped.
     */
    Future<Void> start(WorkspaceContext workspace, Handlers handlers) throws Exception;

    /**
     * Gives back what the extension took beside the context's own means: threads, timers, connections. Called once,
     * after the last handler returned; the workspace's data stays. The host waits 10 seconds for it, logs a failure, and
     * drops the instance in any case.
     */
    default Future<Void> stop() throws Exception {
        return Future.succeededFuture();
    }

    /**
     * Prepares what the workspace needs once: first data, a greeting, a registration elsewhere. Called when the extension
     * is installed: after its migrations and {@link #start}, before calls and events. The host may have crashed after an
     * earlier attempt, so stand a repeat.
     *
     * <p>When this throws, fails, or exceeds its time-out (30 seconds), so has the installation.
     */
    default Future<Void> installed(WorkspaceContext workspace) throws Exception {
        return Future.succeededFuture();
    }

    /**
     * Takes over from another version: brings data on that SQL alone could not. Called on the instance of the new version,
     * after the migrations and {@link #start}, before calls and events move over. Meanwhile they wait on the node that
     * upgrades, and the former version serves them on others. May be called again after an attempt that failed or was cut
     * short, so stand a repeat. A rollback restores the former code together with its data, and calls nothing.
     *
     * <p>When this throws, fails, or exceeds its time-out (30 seconds), the former version goes on serving, and what was
     * written to tables and state, emitted and ordered until then comes to nothing.
     */
    default Future<Void> upgraded(WorkspaceContext workspace, Upgrade upgrade) throws Exception {
        return Future.succeededFuture();
    }

    /**
     * Says goodbye: gives up what the extension holds elsewhere. Called while it still runs, before it is stopped and
     * taken from the workspace; may be called again. A failure, or a time-out (30 seconds), is logged and keeps nobody from
     * uninstalling; it is not called when the extension does not run.
     *
     * @param keepsData whether its tables stay, for it may come back
     */
    default Future<Void> uninstalling(WorkspaceContext workspace, boolean keepsData) throws Exception {
        return Future.succeededFuture();
    }

    /**
     * How the extension finds itself. Called after {@link #start} when a version is about to take over, and later when
     * somebody looks at the installation, every ten seconds at most; from several threads perhaps, so answer in a moment
     * and change nothing. A failure or a time-out (10 seconds) counts as {@link Health#down}, and whoever looks waits for
     * a second only.
     */
    default Future<Health> health() throws Exception {
        return Future.succeededFuture(Health.up());
    }
}
