package dev.guildhall.extensions;

import dev.guildhall.core.security.Authentication;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;

/** The catalogue of extensions as administrators fill it and everyone looks at it. */
public interface Marketplace {

    /** An entry with all versions, the newest first. */
    record Listing(MarketplaceEntry entry, List<ExtensionVersion> versions) {}

    /** A version with what its manifest says. */
    record DescribedVersion(ExtensionVersion version, JsonObject manifest) {

        public static List<DescribedVersion> newestFirst(List<DescribedVersion> versions) {
            return versions.stream()
                    .sorted(Comparator.comparing((DescribedVersion described) ->
                                    described.version().number())
                            .reversed())
                    .toList();
        }
    }

    /** An entry with all that its versions say of themselves, the newest first. */
    record Details(MarketplaceEntry entry, List<DescribedVersion> versions) {}

    /**
     * What became of an upload.
     *
     * @param isNew whether the catalogue did not have these bytes yet
     */
    record Published(DescribedVersion version, boolean isNew) {}

    /** By what entries are searched and in what they are ordered. */
    ListFields<MarketplaceEntry> fields();

    Future<Page<Listing>> page(PageRequest<MarketplaceEntry> request);

    /** Fails with {@code EXTENSION.NOT_FOUND}. */
    Future<Details> details(String extensionKey);

    /** Puts an uploaded artifact into the catalogue; the same bytes again change nothing. */
    Future<Published> publish(Authentication by, ArtifactUpload upload);

    /** What is left of the extension, and where the version is installed. */
    record Yanked(Details details, List<Concern> concerned) {}

    /** Takes a version off the offer: it stays where it is installed, and is not installed anew. */
    Future<Yanked> yank(Authentication by, String extensionKey, String version);

    /** Puts a yanked version on offer again; a rollout that the yank ended stays ended. */
    Future<Details> unyank(Authentication by, String extensionKey, String version);
}
