package dev.guildhall.extensions.internal.jobs;

import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.extensions.internal.jobs.ExtensionJobs.Standing;
import dev.guildhall.host.JobSchedule;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** The operations on the jobs of an installation. */
public final class JobsApi implements Api {

    private static final ListFields<Standing> LIST = ListFields.<Standing>named("jobs")
            .field("jobId", text(), standing -> standing.name().job())
            .field("key", text(), standing -> standing.name().key())
            .defaultOrder("jobId")
            .id("key", text(), standing -> standing.name().key());

    private static final ListFields<FinishedRun> RUNS = ListFields.<FinishedRun>named("runs")
            .field(
                    "outcome",
                    enumeration(JobOutcome.class),
                    run -> run.outcome().name())
            .field("key", text(), run -> run.name().key())
            .field("startedAt", timestamp(), FinishedRun::startedAt)
            .defaultOrder("startedAt desc")
            .id("id", uuid(), FinishedRun::id);

    private final ExtensionJobs jobs;

    public JobsApi(ExtensionJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listExtensionJobs", this::list)
                .on("listExtensionJobRuns", this::runs)
                .on("runExtensionJob", this::run)
                .on("cancelExtensionJob", this::cancel);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var wanted = PageRequest.of(LIST, request);
        return jobs.list(request.workspace(), key(request))
                .map(all -> wanted.select(all).answer(JobsApi::json));
    }

    private Future<ApiResponse> runs(ApiRequest request) {
        var wanted = PageRequest.of(RUNS, request);
        return jobs.runs(request.workspace(), key(request), request.path("jobId"))
                .map(all -> wanted.select(all).answer(JobsApi::json));
    }

    private Future<ApiResponse> run(ApiRequest request) {
        return jobs.run(
                        request.authentication(),
                        request.workspace(),
                        key(request),
                        request.path("jobId"),
                        request.query("key"))
                .map(done -> ApiResponse.noContent());
    }

    private Future<ApiResponse> cancel(ApiRequest request) {
        return jobs.cancel(
                        request.authentication(),
                        request.workspace(),
                        key(request),
                        request.path("jobId"),
                        request.query("key").orElseThrow())
                .map(done -> ApiResponse.noContent());
    }

    private static String key(ApiRequest request) {
        return request.path("extensionKey");
    }

    private static JsonObject json(Standing standing) {
        var job = standing.job();
        var pending = standing.pending();
        var isSchedule = standing.name().isSchedule();
        return new JsonObject()
                .put("jobId", job.id())
                .put("key", standing.name().order().orElse(null))
                .put("summary", job.summary())
                .put("schedule", isSchedule ? job.schedule().map(JobsApi::json).orElse(null) : null)
                .put("timeout", job.timeout().toString())
                .put(
                        "dueAt",
                        pending.map(PendingJob::dueAt).map(Instant::toString).orElse(null))
                .put(
                        "nextAttemptAt",
                        pending.map(PendingJob::nextAttemptAt)
                                .map(Instant::toString)
                                .orElse(null))
                .put("attempts", pending.map(PendingJob::attempts).orElse(0))
                .put("running", pending.map(PendingJob::running).orElse(false))
                .put("held", pending.map(PendingJob::held).orElse(false))
                .put("lastRun", standing.last().map(JobsApi::json).orElse(null));
    }

    private static JsonObject json(JobSchedule schedule) {
        if (schedule instanceof JobSchedule.Calendar times) {
            return new JsonObject()
                    .put("cron", times.expression())
                    .put("timeZone", times.zone().getId());
        }
        return new JsonObject().put("every", schedule.toString());
    }

    private static JsonObject json(FinishedRun run) {
        return new JsonObject()
                .put("id", run.id().toString())
                .put("key", run.name().order().orElse(null))
                .put("dueAt", run.dueAt().toString())
                .put("startedAt", run.startedAt().toString())
                .put("finishedAt", run.finishedAt().toString())
                .put("latenessMillis", run.lateness().toMillis())
                .put("attempt", run.attempt())
                .put("outcome", run.outcome().name())
                .put("error", run.error());
    }
}
