namespace GridFlow.Integration.Faults;

/// <summary>What a test breaks and what must come of it; the table of faults in docs/delivery.md is made of these.</summary>
/// <param name="broken">What is broken, as a phrase.</param>
/// <param name="expected">What must be so all the same, as a phrase.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class FaultAttribute(string broken, string expected) : Attribute
{
    public string Broken { get; } = broken;

    public string Expected { get; } = expected;
}
