package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.error.CommonError;
import java.util.regex.Pattern;

/** Where a browser goes when it is signed in: a path of this very server, and no way to anywhere else. */
final class ReturnPath {

    static final String HOME = "/";

    private static final int LONGEST = 1024;

    // What browsers drop or take for a slash is no part of it: a tab, a line break, a backslash.
    private static final Pattern PATH = Pattern.compile("/(?!/)[\\x21-\\x5B\\x5D-\\x7E]*");

    private ReturnPath() {}

    /** Throws {@code REQUEST.INVALID} on the field. */
    static String of(String field, String path) {
        if (path.length() > LONGEST || !PATH.matcher(path).matches()) {
            throw CommonError.REQUEST_INVALID.onField(
                    field,
                    field
                            + " must be a path of this server such as /workspaces, with a single / at the start, of at most "
                            + LONGEST + " printable ASCII characters and without a backslash");
        }
        return path;
    }
}
