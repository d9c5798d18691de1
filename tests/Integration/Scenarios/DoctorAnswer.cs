using Xunit;

namespace GridFlow.Integration.Scenarios;

/// <summary>What <c>gridflow doctor</c> said.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record DoctorAnswer(int ExitCode, IReadOnlyList<DoctorLine> Lines, string Error)
{
    /// <summary>Makes sure that nothing is wrong.</summary>
    public void IsWell()
    {
        Assert.True(ExitCode == 0 && Lines.All(line => line.Verdict != "problem"), $"exit code {ExitCode}: {this}");
    }

    /// <summary>Makes sure that these are the only problems, each with its words in the line and its advice.</summary>
    public void HasOnly(params (string Subject, string Words)[] problems)
    {
        Assert.True(ExitCode == 1, $"exit code {ExitCode}: {this}");
        var found = Lines.Where(line => line.Verdict == "problem").Select(line => line.Subject).Order(StringComparer.Ordinal);
        Assert.True(problems.Select(problem => problem.Subject).Order(StringComparer.Ordinal).SequenceEqual(found), ToString());
        Assert.All(problems, problem => Assert.Contains(problem.Words, string.Join('\n', Lines.Where(line => line.Subject == problem.Subject).Select(line => $"{line.Found} → {line.Advice}")), StringComparison.Ordinal));
    }

    /// <summary>Makes sure that lines about these say ok.</summary>
    public void IsOk(params string[] subjects) => Assert.All(subjects, subject => Assert.Contains(Lines, line => line.Subject == subject && line.Verdict == "ok"));

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', Lines) + Error;
}
