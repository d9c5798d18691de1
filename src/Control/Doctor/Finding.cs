namespace GridFlow.Control.Doctor;

/// <summary>One line of the report.</summary>
/// <param name="Verdict">How it is to be taken.</param>
/// <param name="Subject">What was looked at, for example <c>topic anomalies</c>.</param>
/// <param name="Found">What was found and what it means.</param>
/// <param name="Advice">The setting or command that mends it; null when nothing is to be done.</param>
internal sealed record Finding(Verdict Verdict, string Subject, string Found, string? Advice = null);
