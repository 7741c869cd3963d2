package dev.guildhall.spi;

/**
 * Where an extension registers what it does in a workspace. Valid during {@link WorkspaceExtension#start} only; the host
 * removes every registration when the extension stops. A registration that breaks a rule below throws an
 * {@link IllegalArgumentException}, which fails the start.
 */
public interface Handlers {

    /**
     * Serves a capability of the manifest's {@code provides}, in each of its versions that has no handler of its own. Every
     * version needs a handler.
     */
    Handlers capability(String key, CapabilityHandler handler);

    /** Serves one version of a capability of the manifest's {@code provides}. */
    Handlers capability(String key, String version, CapabilityHandler handler);

    /** Serves a capability as {@link #capability(String, CapabilityHandler)} does, by a record of this type and to another. */
    default <I extends Record, R extends Record> Handlers capability(
            String key, Class<I> input, RecordHandler<I, R> handler) {
        return capability(key, RecordHandler.onJson(input, handler));
    }

    /** Serves a capability whose manifest says that it {@code streams}, in all its versions that do. */
    Handlers stream(String key, StreamHandler handler);

    /**
     * Reacts to the workspace's events of one type ({@code member.added}), of a family ({@code member.*}) or of every
     * type ({@code *}). The manifest's {@code consumesEvents} must cover the pattern.
     *
     * <p>How far each handler has come is kept by itself, under its pattern, and its number when several have the same. So
     * one that fails delays itself only; and a handler goes on where it was as long as its pattern, and the order of those
     * with the same, stay as they are. One with another pattern takes the place of those that are gone.
     */
    Handlers on(String typePattern, EventHandler handler);

    /**
     * Serves a route of the manifest's {@code routes}: HTTP requests to
     * {@code /api/workspaces/{workspaceId}/x/{extensionKey}} followed by its path, from callers who hold its permission.
     * Each route needs exactly one handler. One with a {@code signature} in place of a permission serves requests to
     * {@code /api/hooks/{workspaceId}/{extensionKey}} followed by its path, from senders who sign them; their
     * {@link RouteRequest#caller()} is {@link Caller.Kind#NOBODY}.
     */
    Handlers route(String routeId, RouteHandler handler);

    /** Does a job of the manifest's {@code jobs}. Each job needs exactly one handler. */
    Handlers job(String jobId, JobHandler handler);

    /** Answers as a provider of the manifest's {@code chatModels}. Each provider needs exactly one. */
    Handlers chatModel(String provider, ChatModel model);
}
