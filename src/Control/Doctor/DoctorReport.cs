using System.Text.Json.Serialization;

namespace GridFlow.Control.Doctor;

/// <summary>All findings.</summary>
/// <param name="Ok">Whether there is no problem.</param>
/// <param name="Problems">How many there are.</param>
/// <param name="Advices">How much could be better.</param>
/// <param name="Skipped">How much could not be looked at.</param>
/// <param name="Findings">In the order of the checks.</param>
internal sealed record DoctorReport(bool Ok, int Problems, [property: JsonPropertyName("advice")] int Advices, int Skipped, IReadOnlyList<Finding> Findings)
{
    /// <summary>Counts.</summary>
    public static DoctorReport Of(IReadOnlyList<Finding> findings)
    {
        var problems = findings.Count(finding => finding.Verdict == Verdict.Problem);
        return new DoctorReport(
            problems == 0, problems, findings.Count(finding => finding.Verdict == Verdict.Advice), findings.Count(finding => finding.Verdict == Verdict.Skipped), findings);
    }
}
