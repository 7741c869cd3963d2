package dev.guildhall.host;

import static dev.guildhall.host.ManifestReader.PERMISSION;
import static dev.guildhall.host.ManifestReader.PERMISSION_RULE;
import static dev.guildhall.host.ManifestReader.distinct;
import static dev.guildhall.host.ManifestReader.matching;
import static dev.guildhall.host.ManifestReader.words;

import dev.guildhall.host.DeclaredUi.Entry;
import dev.guildhall.host.DeclaredUi.View;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of {@code extension.json} on what an extension shows to people. */
final class UiFields {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern FILE =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,59}/){0,5}[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\\.html");

    private static final int MOST = 20;
    private static final int LOWEST = 80;
    private static final int USUAL_HEIGHT = 240;
    private static final int HIGHEST = 800;

    private UiFields() {}

    static DeclaredUi ui(ManifestFields ui) {
        var folder = ui.text("folder", matching(ManifestReader.FOLDER, "must be a folder like ui/"));
        var pages = views(ui, "pages", false);
        var widgets = views(ui, "widgets", true);
        var navigation = atMost(ui, "navigation", distinct(ui, "navigation", Entry::page, one -> entry(one, pages)));
        return new DeclaredUi(folder.orElse(DeclaredUi.NONE.folder()), pages, widgets, navigation);
    }

    private static List<View> views(ManifestFields ui, String name, boolean isSmall) {
        var views = distinct(ui, name, View::id, view -> {
            var id = view.requiredText("id", matching(ID, "must be a word in lower case like contacts"));
            var title = view.requiredText("title", words(1, 60));
            var file = view.requiredText("file", matching(FILE, "must be the name of a file like index.html"));
            var permission = view.text("permission", matching(PERMISSION, PERMISSION_RULE));
            var height = isSmall ? height(view) : 0;
            return id.isEmpty() || title.isEmpty() || file.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new View(id.get(), title.get(), file.get(), permission, height));
        });
        return atMost(ui, name, views);
    }

    private static <T> List<T> atMost(ManifestFields ui, String name, List<T> items) {
        if (items.size() > MOST) {
            ui.fault(name, "must have at most " + MOST + " items");
        }
        return items;
    }

    private static int height(ManifestFields widget) {
        var height = widget.number("height").orElse(USUAL_HEIGHT);
        if (height < LOWEST || height > HIGHEST) {
            widget.fault("height", "must be from " + LOWEST + " to " + HIGHEST + ", in pixels");
        }
        return height;
    }

    private static Optional<Entry> entry(ManifestFields entry, List<View> pages) {
        var title = entry.text("title", words(1, 60));
        return entry.requiredText("page", id -> page(pages, id))
                .map(id -> new Entry(id, title.orElseGet(() -> titleOf(pages, id))));
    }

    private static String page(List<View> pages, String id) {
        if (pages.stream().noneMatch(page -> page.id().equals(id))) {
            throw new IllegalArgumentException("must be the id of one of the pages");
        }
        return id;
    }

    private static String titleOf(List<View> pages, String id) {
        return pages.stream()
                .filter(page -> page.id().equals(id))
                .map(View::title)
                .findFirst()
                .orElseThrow();
    }
}
