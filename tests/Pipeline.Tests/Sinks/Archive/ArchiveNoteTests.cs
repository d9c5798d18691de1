using GridFlow.Sinks.Archive;

namespace GridFlow.Pipeline.Tests.Sinks.Archive;

public sealed class ArchiveNoteTests
{
    [Fact]
    public void Read_OwnNote_GivesTheOffset() => Assert.Equal(long.MaxValue, ArchiveNote.Read(ArchiveNote.Of(long.MaxValue)));

    [Theory]
    [InlineData("")]
    [InlineData("roll_to=")]
    [InlineData("roll_to=-1")]
    [InlineData("roll_to=1x")]
    [InlineData("somebody else's")]
    public void Read_AnythingElse_GivesNothing(string note) => Assert.Null(ArchiveNote.Read(note));
}
