package dev.guildhall.tenancy;

import java.util.Optional;

/**
 * What a workspace looks like, and whether the platform's support team may look into it.
 *
 * @param icon an emoji, a name or an address, as the client likes
 * @param iconColor {@code #rrggbb}, lower case
 */
public record WorkspacePreferences(boolean supportTeamAccess, Optional<String> icon, Optional<String> iconColor) {

    static final WorkspacePreferences DEFAULT = new WorkspacePreferences(false, Optional.empty(), Optional.empty());
}
