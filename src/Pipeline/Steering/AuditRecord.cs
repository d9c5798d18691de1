namespace GridFlow.Steering;

/// <summary>One control call.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="User">Who.</param>
/// <param name="Address">From where.</param>
/// <param name="InstanceId">Which instance was asked.</param>
/// <param name="Call">For example <c>SetThreshold</c>.</param>
/// <param name="Target">What was asked, in short.</param>
/// <param name="Reason">Why.</param>
/// <param name="Result">gRPC status by its name, for example <c>OK</c> or <c>INVALID_ARGUMENT</c>.</param>
/// <param name="Revision">Revision it made; 0 when none.</param>
public sealed record AuditRecord(
    DateTimeOffset At, string User, string Address, string InstanceId, string Call, string Target, string Reason, string Result, long Revision);
