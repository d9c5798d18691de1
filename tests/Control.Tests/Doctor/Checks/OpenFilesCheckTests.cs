using Xunit;

namespace GridFlow.Control.Doctor.Checks;

public sealed class OpenFilesCheckTests
{
    [Theory]
    [InlineData(nameof(Verdict.Ok), "Max open files            1048576              1048576              files     ")]
    [InlineData(nameof(Verdict.Ok), "Max open files            unlimited            unlimited            files     ")]
    [InlineData(nameof(Verdict.Advice), "Max open files            1024                 1024                 files     ")]
    [InlineData(nameof(Verdict.Advice), "something else")]
    public void Judge_Limit_IsEnoughOrNot(string verdict, string line)
    {
        var findings = new Findings("open files");

        OpenFilesCheck.Judge(["Limit                     Soft Limit           Hard Limit           Units     ", line], findings);

        Assert.Equal(verdict, Assert.Single(findings.Close()).Verdict.ToString());
    }
}
