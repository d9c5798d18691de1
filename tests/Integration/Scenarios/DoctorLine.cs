namespace GridFlow.Integration.Scenarios;

/// <summary>One line of <c>gridflow doctor</c>.</summary>
internal sealed record DoctorLine(string Verdict, string Subject, string Found, string Advice);
