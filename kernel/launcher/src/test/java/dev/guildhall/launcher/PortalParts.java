package dev.guildhall.launcher;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByLabelOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;

/** Where on a page of the portal something is. */
final class PortalParts {

    private PortalParts() {}

    static Locator inDialog(Visitor visitor, String button) {
        return visitor.page()
                .getByRole(AriaRole.DIALOG)
                .last()
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true));
    }

    static Locator field(Visitor visitor, String label) {
        return visitor.page().getByLabel(label, new GetByLabelOptions().setExact(true));
    }

    /** What is there to be taken along. */
    static Locator shown(Visitor visitor, String label) {
        return visitor.page()
                .getByRole(
                        AriaRole.REGION, new GetByRoleOptions().setName(label).setExact(true));
    }

    static Locator permission(Visitor visitor, String name) {
        return visitor.page()
                .getByRole(
                        AriaRole.CHECKBOX, new GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator said(Visitor visitor, String text) {
        return visitor.page().getByText(text);
    }

    static Locator alert(Visitor visitor) {
        return visitor.page().getByRole(AriaRole.ALERT);
    }
}
