package dev.guildhall.host;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an extension shows to people.
 *
 * @param folder of the artifact that all files of it are in, ending with a slash
 * @param pages each a place of its own
 * @param widgets each a small part of the overview of a workspace
 * @param navigation the pages that the menu of a workspace leads to
 */
public record DeclaredUi(String folder, List<View> pages, List<View> widgets, List<Entry> navigation) {

    public static final DeclaredUi NONE = new DeclaredUi("ui/", List.of(), List.of(), List.of());

    /**
     * A page or a widget.
     *
     * @param file an HTML file, by its name below the folder
     * @param permission what somebody must hold in the workspace to see it; empty when whoever sees the extension does
     * @param height of a widget, in pixels of CSS; 0 of a page, which has all the room there is
     */
    public record View(String id, String title, String file, Optional<String> permission, int height) {}

    /** An entry of the menu, with the id of the page that it leads to. */
    public record Entry(String page, String title) {}

    public boolean isEmpty() {
        return pages.isEmpty() && widgets.isEmpty();
    }

    public Stream<View> views() {
        return Stream.concat(pages.stream(), widgets.stream());
    }

    public Optional<View> page(String id) {
        return find(pages, id);
    }

    public Optional<View> widget(String id) {
        return find(widgets, id);
    }

    private static Optional<View> find(List<View> views, String id) {
        return views.stream().filter(view -> view.id().equals(id)).findFirst();
    }
}
