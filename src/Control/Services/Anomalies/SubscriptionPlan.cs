using GridFlow.Control.Services.Errors;
using GridFlow.Sinks.Live;
using GridFlow.V1;
using Grpc.Core;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>What a subscriber asks for.</summary>
/// <param name="Filter">Which anomalies.</param>
/// <param name="From">Everything behind this place; live from now on when there is neither this nor <paramref name="Since"/>.</param>
/// <param name="Until">Where the stream ends; never when null.</param>
/// <param name="Since">Everything that was detected then or later.</param>
internal sealed record SubscriptionPlan(AnomalyFilter Filter, ResumeToken? From, ResumeToken? Until, DateTimeOffset? Since)
{
    private readonly long _sinceMs = Since?.ToUnixTimeMilliseconds() ?? long.MinValue;

    /// <summary>Reads a request.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT, naming every field that is wrong.</exception>
    public static SubscriptionPlan Of(SubscribeAnomaliesRequest request)
    {
        var violations = new FieldViolations();
        var filter = AnomalyFilter.Of(request, violations);
        var from = Token("resume_token", request.ResumeToken, violations);
        var until = Token("until_token", request.UntilToken, violations);
        violations.Require(request.Since is null || request.ResumeToken.Length == 0, "since", "is only for a subscription without a resume_token, which says where to begin by itself");
        violations.Require(
            request.UntilToken.Length == 0 || request.ResumeToken.Length > 0 || request.Since is not null,
            "until_token",
            "needs a resume_token or a time (since) to begin at: what comes from now on lies behind every token");
        var since = Time(request, violations);
        violations.ThrowIfAny();
        return new SubscriptionPlan(filter, from, until, since);
    }

    /// <summary>Whether the subscriber wants this one. Fast; no locks.</summary>
    public bool Wants(AnomalyNotice notice) => notice.DetectedAtMs >= _sinceMs && Filter.Matches(notice);

    private static ResumeToken? Token(string field, string text, FieldViolations violations)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var token = ResumeToken.Parse(text, out var problem);
        violations.Require(token is not null, field, problem);
        return token;
    }

    private static DateTimeOffset? Time(SubscribeAnomaliesRequest request, FieldViolations violations)
    {
        try
        {
            return request.Since?.ToDateTimeOffset();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentOutOfRangeException)
        {
            violations.Require(false, "since", "is no time between the years 1 and 9999");
            return null;
        }
    }
}
