package dev.guildhall.tenancy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.regex.Pattern;

/** A request for a workspace, checked. */
record NewWorkspace(String key, String name, Plan plan) {

    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{1,38}[a-z0-9]");

    /** Reads a body the contract has let through; names every field that is wrong. */
    static NewWorkspace of(JsonObject body) {
        var wrong = new ArrayList<Problem.Detail>();
        var key = body.getString("key");
        if (!KEY.matcher(key).matches()) {
            wrong.add(new Problem.Detail(
                    "key", "key must be 3 to 40 lower-case letters, digits and hyphens, and start with a letter"));
        }
        var name = body.getString("name").strip();
        if (name.isEmpty() || name.codePointCount(0, name.length()) > 200) {
            wrong.add(new Problem.Detail("name", "name must have 1 to 200 characters"));
        }
        var plan = Plan.named(body.getString("plan", "TEAM"));
        if (plan.isEmpty()) {
            wrong.add(new Problem.Detail("plan", "plan must be PERSONAL, TEAM or ENTERPRISE"));
        }
        if (!wrong.isEmpty()) {
            throw CommonError.REQUEST_INVALID.because(wrong.get(0).message()).withDetails(wrong);
        }
        return new NewWorkspace(key, name, plan.orElseThrow());
    }
}
