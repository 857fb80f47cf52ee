using CsCheck;
using Pushy.Actors.ReadModel;

namespace Pushy.Actors.Tests.ReadModel;

public sealed class AnyTextTests
{
    private static readonly Gen<string> Text = Gen.OneOf(Gen.Const('\0'), Gen.Const('\uFDD0'), Gen.Const('\uFDD1'), Gen.Char).Array[0, 20].Select(letters => new string(letters));

    [Fact]
    public void Any_text_comes_back_and_is_stored_without_NUL() => Text.Sample(text =>
    {
        Assert.DoesNotContain('\0', AnyText.Write(text));
        Assert.Equal(text, AnyText.Read(AnyText.Write(text)));
    });

    [Fact]
    public void Two_texts_are_never_stored_as_one() => Gen.Select(Text, Text).Sample((one, other) =>
        Assert.Equal(one == other, AnyText.Write(one) == AnyText.Write(other)));

    [Fact]
    public void Ordinary_text_is_stored_as_it_is() => Assert.Equal("chef-client 'é'", AnyText.Write("chef-client 'é'"));
}
