package dev.guildhall.core.config;

import java.net.URI;
import java.util.List;

/** What several parts of the product have to know. */
public final class CommonSettings {

    public static final Setting<URI> PUBLIC_URL = Setting.optional(
            "public-url",
            "<url>",
            Readings::publicUrl,
            "Where clients find this server, when a proxy stands before it; used in links and tokens, and the origin"
                    + " that browsers may write from.");

    public static final Setting<Long> MAX_UPLOAD =
            Setting.required("max-upload", "<size>", "32m", Readings::size, "The largest extension artifact.");

    public static final List<Setting<?>> ALL = List.of(PUBLIC_URL, MAX_UPLOAD);

    private CommonSettings() {}
}
