package dev.guildhall.identity.internal.saml;

import dev.guildhall.core.database.Storable;

/** What somebody else wrote, as it can be shown and kept: not for ever, and nothing that is not printed. */
final class Clipped {

    private static final int LONGEST = 200;

    private Clipped() {}

    static String of(String text) {
        var begun = text.substring(0, Math.min(text.length(), 2 * LONGEST));
        var shown = begun.strip().replaceAll("\\p{Cntrl}", " ");
        var clipped = shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "...";
        return Storable.isStorable(clipped) ? clipped : "(not readable)";
    }
}
