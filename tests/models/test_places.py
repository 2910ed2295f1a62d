"""Which province and city some written words name."""

import pytest

from models.spelling.places import NATIONAL, NOWHERE, Place, known, lies_in, lies_in_one, place_of, provinces


@pytest.mark.parametrize(
    ("province", "city", "addresses", "place"),
    [
        ("江苏省", "苏州市", (), Place("江苏", "苏州")),
        ("江苏", "苏州", (), Place("江苏", "苏州")),
        ("", "合肥", (), Place("安徽", "合肥")),
        ("合肥", "", (), Place("安徽", "合肥")),
        ("安徽", "昆山", (), Place("安徽", None)),
        ("海南", "海南", (), Place("海南", None)),
        ("青海", "海南", (), Place("青海", "海南")),
        ("", "海南", (), NOWHERE),
        ("吉林", "吉林", (), Place("吉林", "吉林")),
        ("北京", "朝阳区", (), Place("北京", "北京")),
        ("江苏", "合肥", (), NOWHERE),
        ("四川省德阳市", "", (), Place("四川", "德阳")),
        ("", "延边", (), Place("吉林", "延边")),
        ("", "中国 江苏省 南京市", (), Place("江苏", "南京")),
        ("", "", ("上海市南京东路1号",), Place("上海", "上海")),
        ("", "", ("珠海南屏科技园",), NOWHERE),
        ("", "", ("南京东路1号",), NOWHERE),
        ("", "", ("南京市中山北路",), Place("江苏", "南京")),
        ("", "", ("安徽合肥市高新区", ""), Place("安徽", "合肥")),
        ("", "", ("江苏省苏州工业园区",), Place("江苏", None)),
        ("", "", ("江苏省南京市", "安徽省合肥市"), NOWHERE),
        ("上海", "", ("江苏省南京市",), Place("上海", "上海")),
        ("Jiangsu", "", ("江苏省南京市",), Place("江苏", "南京")),
        ("", "", (), NOWHERE),
    ],
)
def test_a_place_is_read_from_its_fields_or_the_beginning_of_an_address(
    province: str, city: str, addresses: tuple[str, ...], place: Place
) -> None:
    """Streets, districts and names with two meanings decide nothing; a city says its province."""
    assert place_of(province, city, *addresses) == place


@pytest.mark.parametrize(
    ("place", "region", "lies_there"),
    [
        (Place("上海", "上海"), "南京", False),
        (Place("江苏", "南京"), "中山", False),
        (Place("广东", "珠海"), "海南", False),
        (Place("安徽", "合肥"), "安徽", True),
        (Place("安徽", None), "合肥", None),
        (Place("江苏", None), "合肥", False),
        (NOWHERE, "安徽", None),
        (NOWHERE, NATIONAL, True),
        (Place("上海", "上海"), "上海", True),
        (Place("江苏", "苏州"), "示范区", None),
    ],
)
def test_a_region_holds_a_place_or_not_or_nobody_knows(place: Place, region: str, lies_there: bool | None) -> None:
    """What the case does not say is neither yes nor no."""
    assert lies_in(place, region) is lies_there


def test_one_of_several_regions_is_enough() -> None:
    """A programme of fourteen cities is for a firm in any of them."""
    assert lies_in_one(Place("广东", "东莞"), ("广州", "东莞")) is True
    assert lies_in_one(Place("广东", None), ("广州", "合肥")) is None
    assert lies_in_one(Place("江苏", "苏州"), ("广州", "合肥")) is False


def test_every_province_and_city_is_known_by_its_name() -> None:
    """34 provinces; every full name of a city stands for that city alone."""
    assert len(provinces()) == 34
    cities = [city for cities in provinces().values() for city in cities]
    assert len(cities) == len(set(cities)) > 330
    assert all(known(name) is not None for name in (*provinces(), *cities))
    assert known("永康") is None
